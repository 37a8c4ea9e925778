/** What became of an edition for one reader: the trace of a mail. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Batch } from '../../edition/batch.ts';
import type { Subscriber } from '../../subscriber/subscriber.ts';
import type { Html } from '../page.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { reasonText } from './edition-reasons.ts';
import { mailAt } from './editions-uses.ts';
import { editionsWords } from './editions-words.ts';
import { deskPage } from './frame.ts';
import { type GrowthUses, reportsOf } from './growth-uses.ts';
import { deskMoment } from './moment.ts';
import { factList, withCommands } from './parts.ts';
import { deskProblem } from './problem.ts';
import { tracePart } from './reader-page.ts';
import { type ReadersWords, readersWords } from './readers-words.ts';

/** GET /desk/n/:id/r/:reader/e/:edition */
export async function showMail(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<GrowthUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const mail = await mailAt(c.req.param(), newsletter, desk.deps);
  if (mail === undefined) return await deskProblem(c, 'missing');
  const { edition, reader, batch, isComplete } = mail;
  const words = readersWords[language.tongue];
  const { one } = editionsWords[language.tongue];
  const title = language.say(one.title, {
    at: deskMoment(edition.scheduledAt, newsletter.zone, language),
  });
  const became = batch === undefined ? undefined : batch.outcomes[reader.id];
  const messageId = became?.kind === 'submitted' ? became.messageId : undefined;
  const reports = await reportsOf(reader, messageId, desk.deps);
  const none = isComplete ? words.mail.notAmong : words.mail.tooMany;
  const main = html`<p><a href="${deskPath(newsletter.id, `/e/${edition.id}`)}">${title}</a></p>
<h1>${words.mail.title}</h1>
<p><a href="${deskPath(newsletter.id, `/r/${reader.id}`)}">${reader.address}</a></p>
${batch === undefined ? html`<p>${withCommands(none)}</p>` : factList(factsOf(batch, reader, visit, words))}
${messageId === undefined ? '' : html`<h2>${words.mail.reports}</h2>${reports.length === 0 ? html`<p>${words.mail.noReports}</p>` : tracePart(reports, visit, words)}`}`;
  return await deskPage(c, visit, { title: words.mail.title, main, newsletter, page: 'readers' });
}

function factsOf(
  batch: Batch,
  { id, claim }: Subscriber,
  { language, newsletter }: NewsletterVisit,
  words: ReadersWords,
): readonly (readonly [string, Html | string])[] {
  const { mail } = words;
  const at = (instant: number) => deskMoment(instant, newsletter.zone, language);
  const outcome = batch.outcomes[id];
  if (outcome === undefined) {
    return claim?.batchId === batch.id
      ? [[words.mailingSince, at(claim.at)]]
      : [[mail.became, mail.open]];
  }
  const when = [mail.at, at(outcome.at)] as const;
  if (outcome.kind === 'submitted') {
    return [[mail.became, mail.taken], when, [mail.number, outcome.messageId]];
  }
  const why = outcome.kind === 'skipped' ? outcome : { ...outcome, isKept: outcome.kept === true };
  return [[mail.became, reasonText(why, language)], when];
}

/** Deleting a newsletter: what will go, its name typed, a day to think again; and how it ended. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Newsletter } from '../../edition/newsletter.ts';
import { askDeletion } from '../../edition/plan/ask-deletion.ts';
import { keepNewsletter } from '../../edition/plan/close.ts';
import { type DeletionRecord, isAbout } from '../../edition/plan/deletion-record.ts';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import {
  deletionPart,
  deletionsPath,
  deletionText,
  deletionTold,
  hasEnded,
  keptTold,
  liveWhile,
} from './deletion-part.ts';
import { saidOf } from './deletion-said.ts';
import { deletionWords } from './deletion-words.ts';
import { type Desk, deskPath, type NewsletterVisit, type Visit } from './desk.ts';
import type { EndUses } from './end-uses.ts';
import { deskPage } from './frame.ts';
import { actForm, goTo, textField } from './parts.ts';
import { settingsWords } from './settings-words.ts';

const endPath = ({ newsletter }: NewsletterVisit) => deskPath(newsletter.id, '/settings/end');

/** The form; while it is to be deleted already, how far that is. */
export async function showDelete(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<EndUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const words = deletionWords[language.tongue];
  const record = await desk.deps.closing.deletions.load(newsletter.id);
  const isAsked = record !== undefined && isAbout(record, newsletter);
  const part = deletionPart(record, visit);
  const below = isAsked ? (part?.card ?? html``) : await formOf(visit, desk);
  const main = html`${saidOf(c, visit)}<p><a href="${endPath(visit)}">${settingsWords[language.tongue].parts.end}</a></p>${notice(words.delete, [], below)}`;
  return await deskPage(c, visit, { title: words.delete, main, newsletter, page: 'settings' });
}

async function formOf(visit: NewsletterVisit, desk: Desk<EndUses>): Promise<Html> {
  const { newsletter, language } = visit;
  const { end } = settingsWords[language.tongue];
  const words = deletionWords[language.tongue];
  const box = (name: string, label: string) =>
    html`<label class="choice"><input type="checkbox" name="${name}" value="yes"> ${label}</label>`;
  const label = language.say(end.typeName, { name: newsletter.name });
  const fields = html`${box('keep-archive', end.keepArchive)}${box('tell-readers', end.tellReaders)}${textField({ name: 'name', label, isRequired: true })}`;
  const { readers, ...counted } = await desk.deps.ownedCounts(newsletter.id);
  const counts = language.say(words.counts, { ...counted, readers: readers ?? words.uncounted });
  const sentences = [end.deleteLead, counts, words.listed, words.delay, words.roles];
  const told = visit.mayEverywhere('settings')
    ? html`<p>${linked(language.say(words.end, { page: '\n' }), words.title)}</p>`
    : '';
  const path = `${endPath(visit)}/delete`;
  return html`${sentences.map((one) => html`<p>${one}</p>`)}${told}${actForm(visit, path, fields, words.delete, { kind: 'danger' })}`;
}

/** A sentence with a link to the page of all of them in its gap. */
function linked(sentence: string, title: string): Html {
  const [before, after = ''] = sentence.replaceAll(/[\u2068\u2069]/g, '').split('\n');
  return html`${before}<a href="${deletionsPath}">${title}</a>${after}`;
}

/** Closes it at once, and has it deleted when the delay is over. */
export async function postDelete(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<EndUses>,
): Promise<Response> {
  const { newsletter, person, tell } = visit;
  const form = await readForm(c);
  if (form.text('name').trim() !== newsletter.name) {
    tell({ object: newsletter.id, outcome: 'refused' });
    return goTo(c, `${endPath(visit)}/delete`, 'wrongName');
  }
  const keepsArchive = form.text('keep-archive') === 'yes';
  const tellsReaders = form.text('tell-readers') === 'yes';
  const asked = { newsletter, keepsArchive, tellsReaders, by: person.id };
  const { kind } = await askDeletion(asked, deps);
  const isAsked = kind === 'asked';
  tell({
    object: newsletter.id,
    ...(isAsked ? { after: deletionTold.asked } : { outcome: 'refused' }),
  });
  return goTo(c, endPath(visit), kind === 'old-table' ? 'oldTable' : kind);
}

/** Has it kept after all. */
export async function postKeep(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<EndUses>,
): Promise<Response> {
  const { newsletter, tell } = visit;
  const kept = await keepNewsletter(newsletter, deps.closing);
  tell(keptTold(newsletter, kept));
  const said = { kept: 'kept', none: 'nothing', 'too-late': 'tooLate' }[kept];
  return goTo(c, endPath(visit), said);
}

/** Whether this newsletter stays with the archive of what was deleted. */
const isLeftOf = (record: DeletionRecord, { id }: Newsletter) =>
  hasEnded(record) && record.newsletterId === id;

/** GET /desk/deletions: what is being deleted, and how it ended. */
export async function showDeletions(
  c: Context,
  visit: Visit,
  { deps }: Desk<EndUses>,
): Promise<Response> {
  const { language, newsletters } = visit;
  const words = deletionWords[language.tongue];
  const records = await deps.closing.deletions.list();
  const cards = records.map((record) => {
    const there = newsletters.find((one) => isAbout(record, one) || isLeftOf(record, one));
    const name =
      there === undefined
        ? record.name
        : html`<a href="${deskPath(there.id, '/settings/end')}">${record.name}</a>`;
    return html`<section class="card"><h2 dir="auto">${name}</h2>${deletionText(record, there?.zone ?? 'UTC', visit)}</section>`;
  });
  const main = notice(
    words.title,
    [words.lead, ...(cards.length === 0 ? [words.none] : [])],
    html`${cards}`,
  );
  const isGoing = records.some(({ state }) => state === 'removing');
  return await deskPage(c, visit, { title: words.title, main, ...liveWhile(isGoing) });
}

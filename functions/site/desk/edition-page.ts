/** One edition: how it stands, what it waits for, what can be done about it, and what it says. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Content } from '../../edition/content.ts';
import { type Edition, isUnderWay } from '../../edition/edition.ts';
import { scheduleInWords } from '../../edition/schedule-words.ts';
import type { Html } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { actsPart, factsPart, standPart } from './edition-parts.ts';
import { type EditionsUses, editionAt } from './editions-uses.ts';
import { type EditionsWords, editionsWords } from './editions-words.ts';
import { deskPage } from './frame.ts';
import { deskMoment } from './moment.ts';
import { markText } from './next-marks.ts';
import { lookOf, looks, previewDocument } from './next-preview.ts';
import { nextWords } from './next-words.ts';
import { saidBanner } from './parts.ts';
import { deskProblem } from './problem.ts';

const page = { method: 'get', about: 'newsletter', right: 'look' } as const;

/** GET /desk/n/:id/e/:edition, and the document of its preview. */
export const editionRoutes: readonly DeskRoute<EditionsUses>[] = [
  { ...page, path: '/e/:edition', answer: showEdition },
  { ...page, path: '/e/:edition/preview', answer: showPreview },
];

const liveSeconds = 5;
const marksShownMax = 30;

async function showEdition(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<EditionsUses>,
): Promise<Response> {
  const edition = await editionAt(c, visit, deps);
  if (edition === undefined) return await deskProblem(c, 'missing');
  const { newsletter, language } = visit;
  const words = editionsWords[language.tongue];
  const [sending, gone, content] = await Promise.all([
    deps.sending.state(),
    edition.submitted === 0 ? undefined : deps.ofEditions.gone(edition),
    edition.contentKey === undefined ? undefined : deps.content(edition.contentKey),
  ]);
  const at = deskMoment(edition.scheduledAt, newsletter.zone, language);
  const title = language.say(words.one.title, { at });
  const look = { visit, words, edition };
  // A frame would be loaded anew with every look at the counts.
  const isLive = isUnderWay(edition) && c.req.query('look') === undefined;
  const main = html`${saidBanner(c, words.said)}<p><a href="${deskPath(newsletter.id, '/editions')}">${words.one.back}</a></p>
<h1>${title}</h1>${standPart(look, sending)}${actsPart(look)}${factsPart(look, gone)}
${content === undefined ? '' : contentPart({ visit, words, edition, content }, c.req.query('look'), isLive)}
${await marksPart(visit, words, edition, deps)}`;
  return await deskPage(c, visit, {
    ...{ title, main, newsletter, page: 'editions' },
    ...(isLive ? { liveSeconds } : {}),
  });
}

interface ContentLook {
  readonly visit: NewsletterVisit;
  readonly words: EditionsWords;
  readonly edition: Edition;
  readonly content: Content;
}

function contentPart(
  { visit, words, edition, content }: ContentLook,
  asked: string | undefined,
  isLive: boolean,
): Html {
  const { newsletter, language } = visit;
  const own = nextWords[language.tongue];
  const path = deskPath(newsletter.id, `/e/${edition.id}`);
  const shown = isLive ? undefined : lookOf(asked);
  const tabs = looks.map(
    (one) =>
      html`<li><a href="${path}?look=${one}"${one === shown ? html` aria-current="true"` : ''}>${own.looks[one]}</a></li>`,
  );
  const frame =
    shown === undefined
      ? ''
      : html`<iframe class="preview ${shown}" sandbox="" title="${own.preview}" src="${path}/preview?look=${shown}"></iframe>`;
  return html`<h2>${words.one.says}</h2><p>${own.subject}: <strong dir="auto">${content.subject}</strong></p>
<p class="hint">${words.one.saysHint}</p><ul class="tabs" aria-label="${own.looks.title}">${tabs}</ul>${frame}`;
}

async function marksPart(
  visit: NewsletterVisit,
  words: EditionsWords,
  { id, markIds = [] }: Edition,
  { ofEditions }: Pick<EditionsUses, 'ofEditions'>,
): Promise<Html | ''> {
  if (markIds.length === 0) return '';
  const marks = await ofEditions.marks(id);
  const own = { visit, words: nextWords[visit.language.tongue] };
  const lines = marks
    .slice(0, marksShownMax)
    .map((mark) => html`<li dir="auto">${markText(own, mark)}</li>`);
  return html`<h2>${words.one.marks}</h2><ul>${lines}</ul>`;
}

async function showPreview(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<EditionsUses>,
): Promise<Response> {
  const edition = await editionAt(c, visit, deps);
  const key = edition?.contentKey;
  const content = key === undefined ? undefined : await deps.content(key);
  if (edition === undefined || content === undefined) return await deskProblem(c, 'missing');
  const schedule = scheduleInWords(edition.schedule, visit.newsletter.language);
  return await previewDocument(c, content, schedule);
}

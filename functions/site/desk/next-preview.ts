/** The edition as a mail: in a frame that can do nothing, in light or dark, narrow, or as plain text. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Content, PersonalLink, Piece } from '../../edition/content.ts';
import { contentOfPreview } from '../../edition/plan/preview.ts';
import { scheduleInWords } from '../../edition/schedule-words.ts';
import type { Html } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { admitPreview } from './headers.ts';
import type { NextLook } from './next-content.ts';
import { meantPreview, type NextUses } from './next-meant.ts';
import { deskProblem } from './problem.ts';

/** How a preview can be looked at. */
export const looks = ['light', 'dark', 'phone', 'text'] as const;
/** One of them. */
export type Look = (typeof looks)[number];

/** The look that a query asks for; light unless it says another one. */
export function lookOf(asked: string | undefined): Look {
  return looks.find((one) => one === asked) ?? 'light';
}

/** GET /desk/n/:id/next/preview */
export const previewRoute: DeskRoute<NextUses> = {
  ...{ method: 'get', path: '/next/preview', about: 'newsletter', right: 'look' },
  answer: showPreview,
};

/** The frame, and the choice of looks above it. */
export function previewPart(
  { visit, words, preview }: NextLook,
  content: Content,
  look: Look,
): Html {
  const { newsletter } = visit;
  const query = (one: Look) => `?for=${preview.audience.id}&due=${preview.scheduledAt}&look=${one}`;
  const tabs = looks.map(
    (one) =>
      html`<li><a href="${deskPath(newsletter.id, `/next${query(one)}`)}"${one === look ? html` aria-current="true"` : ''}>${words.looks[one]}</a></li>`,
  );
  return html`<p>${words.subject}: <strong dir="auto">${content.subject}</strong></p>
<ul class="tabs" aria-label="${words.looks.title}">${tabs}</ul>
<iframe class="preview ${look}" sandbox="" title="${words.preview}" src="${deskPath(newsletter.id, `/next/preview${query(look)}`)}"></iframe>`;
}

async function showPreview(
  c: Context,
  visit: NewsletterVisit,
  { deps, settings }: Desk<NextUses>,
): Promise<Response> {
  const asked = { segment: c.req.query('for') ?? '', due: c.req.query('due') ?? '' };
  const preview = await meantPreview(visit, asked, deps);
  const content = await contentOfPreview(preview, settings.siteUrl, deps.preview);
  if (content === undefined) return await deskProblem(c, 'missing');
  const schedule = scheduleInWords(preview.audience.schedule, visit.newsletter.language);
  return await previewDocument(c, content, schedule);
}

/** The document of a frame: a mail as the query wants it looked at. `schedule`: in words. */
export async function previewDocument(
  c: Context,
  content: Pick<Content, 'subject' | 'html' | 'text'>,
  schedule: string,
): Promise<Response> {
  admitPreview(c);
  const look = lookOf(c.req.query('look'));
  const { html: document, text } = printed(content, schedule);
  if (look !== 'text') return await c.html(inScheme(document, look));
  return await c.html(
    html`<!doctype html><meta charset="utf-8"><title>${content.subject}</title><style>body{margin:1rem;background:#fff;color:#000}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:15px/1.5 monospace}</style><pre dir="auto">${text}</pre>`,
  );
}

/** Both parts of a mail, with what stands where each reader's own would. `schedule`: in words. */
export function printed(
  content: Pick<Content, 'html' | 'text'>,
  schedule: string,
): { readonly html: string; readonly text: string } {
  const own = placeholders(schedule);
  return { html: filled(content.html, own), text: filled(content.text, own) };
}

type Placeholders = Readonly<Record<PersonalLink, string>>;

/** What stands where each reader's own would. */
function placeholders(schedule: string): Placeholders {
  return { unsubscribe: '#', preferences: '#', address: 'reader@example.org', schedule };
}

function filled(pieces: readonly Piece[], own: Placeholders): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : own[piece.personal])).join('');
}

const darkQuery = '(prefers-color-scheme: dark)';

/**
 * The mail asks the system of who reads it for dark or light; here it is told which. Only its own
 * styles stand before the end of the head.
 */
function inScheme(document: string, look: Look): string {
  const end = document.indexOf('</head>');
  const answer = look === 'dark' ? 'all' : 'not all';
  const head = document.slice(0, end).replaceAll(darkQuery, answer);
  return `${head}${document.slice(end)}`;
}

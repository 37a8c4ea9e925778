/** GET /desk/n/:id/imports/:import/rows: what would become of each row of a list, a few at a time. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { UnreadRow } from '../../subscriber/import/look.ts';
import type { ForeseenRow, RowsPlace } from '../../subscriber/import/look-rows.ts';
import { partNames, type StoredImport } from '../../subscriber/import/stored-import.ts';
import type { Html } from '../page.ts';
import type { Desk, NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { type ImportSaying, importPath, importSaying, rowFaultText } from './import-says.ts';
import { type ImportsUses, importAt, importDeps } from './imports-uses.ts';
import { rowTable } from './parts.ts';
import { deskProblem } from './problem.ts';

/** The page. */
export async function showRows(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<ImportsUses>,
): Promise<Response> {
  const stored = await importAt(c.req.param('import'), visit, desk.deps);
  if (stored === undefined) return await deskProblem(c, 'missing');
  const saying = importSaying(visit);
  const { words, language } = saying;
  const isOnly = c.req.query('only') === 'unread';
  const shown = isOnly
    ? await unreadPart(stored, visit, desk)
    : await rowsPart(stored, placeIn(c), visit, desk);
  const path = importPath(stored, 'rows');
  const tab = (href: string, label: string, isHere: boolean) =>
    html`<li><a href="${href}"${isHere ? html` aria-current="page"` : ''}>${label}</a></li>`;
  const title = language.say(words.rows.title, { name: stored.name });
  const main = html`<p><a href="${importPath(stored)}">${words.rows.back}</a></p><h1 dir="auto">${title}</h1>
<ul class="tabs">${tab(path, words.rows.all, !isOnly)}${tab(`${path}?only=unread`, words.rows.unread, isOnly)}</ul>
<p>${isOnly ? words.rows.unreadLead : words.rows.lead}</p>${shown ?? html`<p>${words.rows.gone}</p>`}`;
  const { newsletter } = visit;
  return await deskPage(c, visit, { title, main, newsletter, page: 'readers' });
}

function placeIn(c: Context): RowsPlace {
  const [part = 0, row = 0] = ['part', 'row'].map((name) => {
    const value = c.req.query(name) ?? '';
    return /^\d{1,6}$/.test(value) ? Number(value) : 0;
  });
  return { part, row };
}

async function rowsPart(
  stored: StoredImport,
  place: RowsPlace,
  visit: NewsletterVisit,
  desk: Desk<ImportsUses>,
): Promise<Html | undefined> {
  const { finding } = await import('../../subscriber/import/import-table.ts');
  const { lookAtRows } = await import('../../subscriber/import/look-rows.ts');
  const { table, around, parts, now } = importDeps(visit, desk);
  const find = await finding(stored.newsletterId, table, around);
  const found = await lookAtRows(stored, place, { get: parts.get, find, now });
  if (found === undefined) return undefined;
  const saying = importSaying(visit);
  const { words, language } = saying;
  const { before, rows, previous, next } = found;
  const caption = language.say(words.rows.range, {
    ...{ from: before + 1, to: before + rows.length, rows: stored.rows },
  });
  const link = (to: RowsPlace | undefined, label: string) =>
    to === undefined
      ? ''
      : html`<a href="${importPath(stored, 'rows')}?part=${to.part}&amp;row=${to.row}">${label}</a> `;
  return html`${rowsTable(rows, caption, saying)}<p>${link(previous, words.rows.earlier)}${link(next, words.rows.later)}</p>`;
}

function rowsTable(rows: readonly ForeseenRow[], caption: string, saying: ImportSaying): Html {
  const { words, language } = saying;
  return rowTable<ForeseenRow>(
    [
      { label: words.rows.address, cell: ({ address }) => address ?? '…' },
      { label: words.rows.line, cell: ({ line }) => language.number(line), isFigure: true },
      {
        label: words.rows.end,
        cell: ({ end, fault }) =>
          fault === undefined ? words.outcomes[end].planned : rowFaultText(fault, saying),
      },
    ],
    rows,
    caption,
  );
}

async function unreadPart(
  { newsletterId, importId, reading, foreseen }: StoredImport,
  visit: NewsletterVisit,
  desk: Desk<ImportsUses>,
): Promise<Html | undefined> {
  const saying = importSaying(visit);
  const { words, language } = saying;
  const name = partNames.look(reading);
  const packed = await desk.deps.imports.parts.get({ newsletterId, importId, name });
  if (packed === undefined) return undefined;
  const { unpackLook } = await import('../../subscriber/import/look.ts');
  const { unread } = unpackLook(packed);
  if (unread.length === 0) return html`<p>${words.rows.none}</p>`;
  const table = rowTable<UnreadRow>(
    [
      { label: words.rows.line, cell: ({ line }) => language.number(line) },
      { label: words.rows.end, cell: ({ fault }) => rowFaultText(fault, saying) },
    ],
    unread,
  );
  const isPart = (foreseen?.unread ?? 0) > unread.length;
  const more = language.say(words.rows.unreadMore, { count: unread.length });
  return html`${table}${isPart ? html`<p>${more}</p>` : ''}`;
}

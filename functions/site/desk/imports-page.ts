/** Importing readers at the desk: a list is brought, and what was imported before stands below. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { isClosed, type Newsletter } from '../../edition/newsletter.ts';
import { cameIn, type StoredImport } from '../../subscriber/import/stored-import.ts';
import { readStatement } from '../../subscriber/import/typed-statement.ts';
import {
  beginImport,
  giveUpImport,
  takeWhole,
  type UploadDeps,
} from '../../subscriber/import/upload-list.ts';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { type StatementLook, statementFields, typedIn, unstated } from './import-form.ts';
import { restatePage } from './import-page.ts';
import {
  byWhom,
  type ImportSaying,
  importPath,
  importSaying,
  type ListRefusal,
  listLimits,
  refusalText,
} from './import-says.ts';
import { lookAt } from './import-work.ts';
import { type ImportsUses, importDeps } from './imports-uses.ts';
import { formToken, goTo, rowTable, saidBanner } from './parts.ts';

const importsOfPage = 25;

/** GET /desk/n/:id/imports */
export async function showImports(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<ImportsUses>,
): Promise<Response> {
  return await importsPage(c, visit, desk, { look: unstated });
}

interface UploadView {
  readonly look: StatementLook;
  readonly refusal?: ListRefusal;
}

async function importsPage(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ImportsUses>,
  { look, refusal }: UploadView,
): Promise<Response> {
  const { newsletter } = visit;
  const saying = importSaying(visit);
  const { words, language } = saying;
  const before = /^[\w-]{1,100}$/.exec(c.req.query('before') ?? '')?.[0];
  const [found, people] = await Promise.all([
    deps.imports.records.list(newsletter.id, { before, limit: importsOfPage + 1 }),
    deps.people.list(),
  ]);
  const said = { ...words.said, tooLong: language.say(words.unreadable.tooLong, listLimits) };
  const wrong =
    refusal === undefined
      ? ''
      : html`<p class="banner bad" role="alert" dir="auto">${refusalText(refusal, saying)}</p>`;
  const names = new Map(people.map(({ id, address }) => [id, address]));
  const upload = isClosed(newsletter)
    ? html`<p>${words.closed}</p>`
    : html`<section class="card"><h2>${words.upload.title}</h2>${uploadForm(look, saying)}</section>`;
  const main = html`${saidBanner(c, said)}${wrong}${notice(words.title, [words.lead])}${upload}
<section><h2>${words.past.title}</h2>${pastPart(found, names, saying)}<p class="hint">${words.past.hint}</p></section>
<p><a class="quiet" href="${deskPath(newsletter.id, '/readers')}">${words.toReaders}</a></p>`;
  c.status(refusal === undefined ? 200 : 422);
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'readers' });
}

function uploadForm(look: StatementLook, saying: ImportSaying): Html {
  const { visit, words, language } = saying;
  const { upload } = words;
  const action = deskPath(visit.newsletter.id, '/imports');
  return html`<form method="post" action="${action}" enctype="multipart/form-data">${formToken(visit)}
<div class="field"><label for="file">${upload.file}</label><input id="file" name="file" type="file" accept=".csv,.tsv,.txt,text/csv,text/plain" aria-describedby="file-hint"><p class="hint" id="file-hint">${language.say(upload.fileHint, listLimits)}</p></div>
<div class="field"><label for="paste">${upload.paste}</label><textarea id="paste" name="paste" rows="4" dir="auto" spellcheck="false" aria-describedby="paste-hint"></textarea><p class="hint" id="paste-hint">${upload.pasteHint}</p></div>
${statementFields(look, saying)}
<button class="first">${upload.button}</button><p class="hint">${upload.buttonHint}</p></form>`;
}

function pastPart(
  found: readonly StoredImport[],
  names: ReadonlyMap<string, string>,
  { visit, words, language, at }: ImportSaying,
): Html {
  const { past } = words;
  const shown = found.slice(0, importsOfPage);
  if (shown.length === 0) return html`<p>${past.none}</p>`;
  const figure = (value: number | undefined) => (value === undefined ? '' : language.number(value));
  const table = rowTable<StoredImport>(
    [
      {
        label: past.list,
        cell: (stored) => html`<a href="${importPath(stored)}">${stored.name || '…'}</a>`,
      },
      { label: past.state, cell: ({ state }) => words.states[state] },
      { label: past.by, cell: (stored) => byWhom(stored, names, words) },
      { label: past.begun, cell: ({ createdAt }) => at(createdAt) },
      { label: past.rows, cell: ({ rows }) => figure(rows || undefined), isFigure: true },
      { label: past.came, cell: (stored) => figure(cameIn(stored)), isFigure: true },
    ],
    shown,
  );
  const last = shown.at(-1);
  const more =
    found.length <= importsOfPage || last === undefined
      ? ''
      : html`<p><a href="${deskPath(visit.newsletter.id, '/imports')}?before=${last.importId}">${past.earlier}</a></p>`;
  return html`${table}${more}`;
}

interface Brought {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The file that came along, or else what was pasted; undefined when neither did. */
async function broughtIn(c: Context): Promise<Brought | undefined> {
  const { file, paste } = await c.req.parseBody({ all: true });
  if (file instanceof File && file.size > 0) {
    return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  }
  if (typeof paste !== 'string' || paste.trim() === '') return undefined;
  const { pastedList, pastedName } = await import('../../subscriber/import/pasted.ts');
  return { name: pastedName, bytes: Buffer.from(pastedList(paste)) };
}

/** POST /desk/n/:id/imports */
export async function postList(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<ImportsUses>,
): Promise<Response> {
  const { newsletter } = visit;
  const typed = typedIn(await readForm(c));
  const read = readStatement(typed);
  const refuse = (refusal: ListRefusal) => {
    visit.tell({ outcome: 'refused', after: refusal.kind });
    const faults = read.kind === 'refused' ? read.faults : [];
    return importsPage(c, visit, desk, { look: { typed, faults }, refusal });
  };
  if (isClosed(newsletter)) return goTo(c, deskPath(newsletter.id, '/imports'), 'closed');
  const brought = await broughtIn(c);
  if (brought === undefined) return refuse({ kind: 'nothing' });
  const deps = importDeps(visit, desk);
  const by = { newsletter, personId: visit.person.id };
  const stored = await takeIn(brought, by, deps);
  if (stored === undefined) return refuse({ kind: 'too-long' });
  visit.tell({ object: stored.importId });
  // The list stays: only what was stated has to be put right.
  if (read.kind === 'refused') {
    visit.tell({ outcome: 'refused', after: read.faults.join(' ') });
    return await restatePage(c, visit, desk, { stored, look: { typed, faults: read.faults } });
  }
  const refusal = await lookAt(visit, desk, stored, read.statement);
  if (refusal === undefined) return goTo(c, importPath(stored));
  await giveUpImport(stored, deps);
  return refuse(refusal);
}

/** Takes a list in; undefined when it is too long. */
export async function takeIn(
  { name, bytes }: Brought,
  { newsletter, personId: by }: { readonly newsletter: Newsletter; readonly personId: string },
  deps: UploadDeps,
): Promise<StoredImport | undefined> {
  const stored = await beginImport({ newsletterId: newsletter.id, name, by }, deps);
  const taken = await takeWhole(stored, bytes, deps);
  if (taken === 'taken') return stored;
  await giveUpImport(stored, deps);
  return undefined;
}

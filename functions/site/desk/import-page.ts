/** One import at the desk: what it would do, how far it is, what came of it, and what can be done about it. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ListLook } from '../../subscriber/import/look.ts';
import { byCommand, partNames, type StoredImport } from '../../subscriber/import/stored-import.ts';
import type { Html } from '../page.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import {
  columnFields,
  faultsPart,
  type StatementLook,
  statedBefore,
  statementFields,
} from './import-form.ts';
import { columnsPart, decidePart, lookFacts, startPart, wouldPart } from './import-look.ts';
import { donePart, mailPart, progressPart, undonePart } from './import-progress.ts';
import {
  byWhom,
  type ImportSaying,
  importPath,
  importSaying,
  type ListRefusal,
  refusalText,
} from './import-says.ts';
import { type ImportsUses, importAt } from './imports-uses.ts';
import { actForm, factList, saidBanner } from './parts.ts';
import { deskProblem } from './problem.ts';

const liveSeconds = 5;

/** GET /desk/n/:id/imports/:import */
export async function showImport(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<ImportsUses>,
): Promise<Response> {
  const stored = await importAt(c.req.param('import'), visit, desk.deps);
  if (stored === undefined) return await deskProblem(c, 'missing');
  const look = statedBefore(stored.statement);
  const isLooked = stored.state === 'looked' || stored.state === 'uploading';
  if (isLooked) return await restatePage(c, visit, desk, { stored, look });
  const saying = importSaying(visit);
  const [told, sending, names] = await Promise.all([
    toldOf(stored, desk.deps),
    sendingOf(stored, visit, desk.deps),
    namesOf(desk.deps),
  ]);
  const isOwn = told?.system === ownSystem;
  const view = { stored, saying, isOwn, now: visit.now };
  const main = html`${headOf(c, stored, saying)}${progressPart(view)}${donePart(view)}${undonePart(view)}
${sending === undefined ? '' : mailPart(sending, saying)}${factsPart(view, told, names)}`;
  return await deskPage(c, visit, {
    ...{ title: stored.name, main, newsletter: visit.newsletter, page: 'readers' },
    ...(isUnderWay(stored) ? { liveSeconds } : {}),
  });
}

/** How the look calls an export of our own. */
const ownSystem = 'a Paperboy';

function isUnderWay({ state }: StoredImport): boolean {
  return state === 'looking' || state === 'running' || state === 'undoing';
}

/** What was told of the list; of one that the command reads, and of old ones, nothing is kept. */
async function toldOf(
  { newsletterId, importId, reading }: StoredImport,
  { imports }: Pick<ImportsUses, 'imports'>,
): Promise<ListLook | undefined> {
  if (reading === 0) return undefined;
  const name = partNames.look(reading);
  const packed = await imports.parts.get({ newsletterId, importId, name });
  if (packed === undefined) return undefined;
  const { unpackLook } = await import('../../subscriber/import/look.ts');
  return unpackLook(packed);
}

async function namesOf({ people }: Desk<ImportsUses>['deps']) {
  return new Map((await people.list()).map(({ id, address }) => [id, address]));
}

async function sendingOf(
  { startedAt, state }: StoredImport,
  { now }: NewsletterVisit,
  { sending }: ImportsUses,
) {
  if (startedAt === undefined || (state !== 'running' && state !== 'done')) return undefined;
  const [stand, daily] = await Promise.all([sending.state(), sending.daily(now)]);
  return { ...stand, daily };
}

function headOf(c: Context, stored: StoredImport, { visit, words }: ImportSaying): Html {
  return html`${saidBanner(c, words.said)}<p><a href="${deskPath(visit.newsletter.id, '/imports')}">${words.back}</a></p>
<h1 dir="auto">${stored.name || words.title}</h1>`;
}

function factsPart(
  { stored, saying }: { readonly stored: StoredImport; readonly saying: ImportSaying },
  told: ListLook | undefined,
  names: ReadonlyMap<string, string>,
): Html {
  const { words, language, at } = saying;
  const { facts } = words;
  const { state, createdAt, startedAt, endedAt, rows, by } = stored;
  const when = (name: string, instant: number | undefined) =>
    instant === undefined ? [] : [[name, at(instant)] as const];
  const list = factList([
    [facts.state, words.states[state]],
    [facts.by, byWhom(stored, names, words)],
    ...when(facts.begun, createdAt),
    ...when(facts.started, startedAt),
    ...when(facts.ended, endedAt),
    ...(rows === 0 ? [] : [[facts.rows, language.number(rows)] as const]),
    // The command keeps the proof with the readers only.
    ...(by === byCommand ? [] : lookFacts(stored, told, saying)),
  ]);
  return html`<section><h2>${facts.title}</h2>${list}</section>`;
}

/** A list that waits for a statement, or for somebody's word. */
export interface RestateView {
  readonly stored: StoredImport;
  readonly look: StatementLook;
  readonly refusal?: ListRefusal;
}

/** What would happen, with what was stated; and a form to state it otherwise. */
export async function restatePage(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ImportsUses>,
  { stored, look, refusal }: RestateView,
): Promise<Response> {
  const saying = importSaying(visit);
  const { words } = saying;
  const told = stored.state === 'looked' ? await toldOf(stored, deps) : undefined;
  const names = await namesOf(deps);
  const wrong =
    refusal === undefined
      ? ''
      : html`<p class="banner bad" role="alert" dir="auto">${refusalText(refusal, saying)}</p>`;
  const parts =
    told === undefined
      ? html`<p class="lead">${words.look.again}</p>`
      : html`<p class="lead">${words.look.lead}</p>${wouldPart(stored, saying)}${decidePart(stored, told, saying)}${startPart(stored, told, saying)}`;
  const isWrong = refusal !== undefined || look.faults.length > 0;
  const form = html`${statementFields(look, saying)}${told === undefined ? '' : columnFields(told.columns, look, saying)}`;
  const main = html`${headOf(c, stored, saying)}${wrong}${faultsPart(look.faults, saying)}${parts}
<section class="card"><h2>${words.look.restate}</h2><p>${words.look.restateLead}</p>${actForm(visit, importPath(stored, 'look'), form, words.look.restateButton, { kind: told === undefined ? 'first' : 'second' })}</section>
${told === undefined ? '' : columnsPart(told, saying)}
${factsPart({ stored, saying }, told, names)}
<section class="card"><h2>${words.look.giveUp}</h2><p>${words.look.giveUpHint}</p>${actForm(visit, importPath(stored, 'drop'), html``, words.look.giveUp, { kind: 'danger' })}</section>`;
  c.status(isWrong ? 422 : 200);
  const { newsletter } = visit;
  return await deskPage(c, visit, { title: stored.name, main, newsletter, page: 'readers' });
}

/** What somebody decides about an import: look again, start it, go on, give it up, take it back. */
import type { Context } from 'hono';
import { isClosed } from '../../edition/newsletter.ts';
import { auditText } from '../../owner/audit.ts';
import type { StoredImport } from '../../subscriber/import/stored-import.ts';
import { readStatement } from '../../subscriber/import/typed-statement.ts';
import { giveUpImport } from '../../subscriber/import/upload-list.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { typedIn } from './import-form.ts';
import { restatePage } from './import-page.ts';
import { importPath } from './import-says.ts';
import { lookAt, rowsAtOnceMax, workOn } from './import-work.ts';
import { type ImportsUses, importAt, importDeps } from './imports-uses.ts';
import { goTo } from './parts.ts';
import { deskProblem } from './problem.ts';

/** The acts on one import, by the last word of their path. */
export const importActs = {
  look: of(postLook),
  start: of(postStart),
  on: of(postOn),
  undo: of(postUndo),
  drop: of(postDrop),
} as const;

type Asks = [c: Context, visit: NewsletterVisit, desk: Desk<ImportsUses>, stored: StoredImport];

/** Answers for an import that there is. */
function of(answer: (...asks: Asks) => Promise<Response>) {
  return async (c: Context, visit: NewsletterVisit, desk: Desk<ImportsUses>) => {
    const stored = await importAt(c.req.param('import'), visit, desk.deps);
    if (stored === undefined) return await deskProblem(c, 'missing');
    visit.tell({ object: stored.importId });
    return await answer(c, visit, desk, stored);
  };
}

async function postLook(...[c, visit, desk, stored]: Asks): Promise<Response> {
  const typed = typedIn(await readForm(c));
  const read = readStatement(typed);
  if (read.kind === 'refused') {
    visit.tell({ outcome: 'refused', after: read.faults.join(' ') });
    return await restatePage(c, visit, desk, { stored, look: { typed, faults: read.faults } });
  }
  const refusal = await lookAt(visit, desk, stored, read.statement);
  if (refusal === undefined) return goTo(c, importPath(stored));
  visit.tell({ outcome: 'refused', after: refusal.kind });
  const now = (await importAt(c.req.param('import'), visit, desk.deps)) ?? stored;
  const look = { typed, faults: [] };
  return await restatePage(c, visit, desk, { stored: now, look, refusal });
}

async function postStart(...[c, visit, desk, stored]: Asks): Promise<Response> {
  const refuse = (why: string) => {
    visit.tell({ outcome: 'refused', after: why });
    return goTo(c, importPath(stored), why);
  };
  if (isClosed(visit.newsletter)) return refuse('closed');
  const hash = (await readForm(c)).text('hash');
  const { startImport } = await import('../../subscriber/import/start-import.ts');
  const started = await startImport({ ...stored, hash }, importDeps(visit, desk));
  switch (started.kind) {
    case 'unknown':
      return await deskProblem(c, 'missing');
    case 'started':
      visit.tell({ outcome: 'done', after: auditText(stored.foreseen ?? {}) });
      if (stored.rows <= rowsAtOnceMax) await workOn(visit, desk, stored);
      return goTo(c, importPath(stored), 'started');
    default:
      return refuse(started.kind);
  }
}

async function postOn(...[c, visit, desk, stored]: Asks): Promise<Response> {
  await workOn(visit, desk, stored);
  return goTo(c, importPath(stored), 'went-on');
}

async function postUndo(...[c, visit, desk, stored]: Asks): Promise<Response> {
  const { undoImport } = await import('../../subscriber/import/start-import.ts');
  const undoing = await undoImport(stored, importDeps(visit, desk));
  if (undoing.kind === 'unknown') return await deskProblem(c, 'missing');
  const isDone = undoing.kind === 'undoing';
  visit.tell({ outcome: isDone ? 'done' : 'refused', before: auditText(stored.counts) });
  if (isDone && stored.rows <= rowsAtOnceMax) await workOn(visit, desk, stored);
  return goTo(c, importPath(stored), undoing.kind);
}

async function postDrop(...[c, visit, desk, stored]: Asks): Promise<Response> {
  const dropped = await giveUpImport(stored, importDeps(visit, desk));
  if (dropped === 'unknown') return await deskProblem(c, 'missing');
  const isDone = dropped === 'given-up';
  visit.tell({ outcome: isDone ? 'done' : 'refused' });
  if (isDone) return goTo(c, deskPath(visit.newsletter.id, '/imports'), dropped);
  return goTo(c, importPath(stored), 'running');
}

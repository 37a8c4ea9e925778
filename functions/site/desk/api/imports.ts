/** Lists of readers, for programs: brought, looked at first, started, followed, taken back. */
import * as v from 'valibot';
import { isClosed } from '../../../edition/newsletter.ts';
import { auditText } from '../../../owner/audit.ts';
import { listBytesMax } from '../../../subscriber/import/list-limits.ts';
import type { StoredImport } from '../../../subscriber/import/stored-import.ts';
import { giveUpImport } from '../../../subscriber/import/upload-list.ts';
import { lookAt, rowsAtOnceMax, workOn } from '../import-work.ts';
import { takeIn } from '../imports-page.ts';
import { importDeps } from '../imports-uses.ts';
import { importsWords } from '../imports-words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  created,
  type NewsletterCall,
  nothing,
  ofNewsletter,
  ok,
} from './api.ts';
import {
  ImportAnswer,
  importAnswer,
  Restated,
  refused,
  Stated,
  type StatedByProgram,
  standing,
  statementOf,
  withImport,
} from './import-answers.ts';
import { refuse } from './problems.ts';
import { cursorOf, Next, PageQuery, placeOf, text } from './schemas.ts';

const tag = 'Imports';

const List = v.strictObject({
  name: v.optional(text(200), 'list.csv'),
  csv: v.pipe(text(listBytesMax), v.minLength(1)),
  ...Stated,
});
const Start = v.strictObject({
  look: v.pipe(v.string(), v.description('The `look` of what was looked at')),
});

const answers = { 200: { means: 'The import as it is now', schema: ImportAnswer } };
const one = { tag, right: 'readers', answers } as const;
/** Lambda takes no more. A list near its limit is longer in JSON, and is for the page or the command. */
const bodyBytesMax = 6 * 1024 * 1024;
const importsOfPage = 25;

/** The routes. */
export const importRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/imports', name: 'listImports', tag, right: 'readers' },
    summary: 'Imports of readers, the latest first',
    query: PageQuery,
    answers: {
      200: {
        means: 'A page of them',
        schema: v.strictObject({ imports: v.array(ImportAnswer), next: Next }),
      },
    },
    answer: listImports,
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/imports', name: 'addImport', tag, right: 'readers' },
    summary: 'Bring a list of readers, and look what would become of it',
    details: 'Nobody is added by it. What is brought and not started goes after a week.',
    body: List,
    bodyBytesMax,
    answers: { 201: { means: 'The list is there', schema: ImportAnswer } },
    problems: ['closed', 'refused'],
    answer: bring,
  }),
  ofNewsletter({
    ...{ ...one, method: 'get', path: '/imports/:import', name: 'getImport' },
    summary: 'One import, and how far it is',
    answer: (call, asked, desk) =>
      withImport(call, asked, desk, async (stored) => ok(importAnswer(stored))),
  }),
  ofNewsletter({
    ...{ ...one, method: 'post', path: '/imports/:import/look', name: 'lookAtImport' },
    summary: 'Look at a list again under another statement',
    body: Restated,
    problems: ['refused'],
    answer: (call, asked, desk) =>
      withImport(call, asked, desk, (stored) => lookAgain(stored, call, asked.body, desk)),
  }),
  ofNewsletter({
    ...{ ...one, method: 'post', path: '/imports/:import/start', name: 'startImport' },
    summary: 'Take the readers of a list in, as the look said',
    details: 'A second time changes nothing. A long one goes on by itself.',
    body: Start,
    problems: ['closed', 'notNow'],
    answer: (call, asked, desk) =>
      withImport(call, asked, desk, (stored) => start(stored, call, asked.body.look, desk)),
  }),
  ofNewsletter({
    ...{ ...one, method: 'post', path: '/imports/:import/go-on', name: 'goOnWithImport' },
    summary: 'Go on now with an import that is under way, instead of when it does by itself',
    answer: (call, asked, desk) =>
      withImport(call, asked, desk, async (stored) => {
        await workOn(call, desk, stored);
        return standing(stored, desk);
      }),
  }),
  ofNewsletter({
    ...{ ...one, method: 'post', path: '/imports/:import/undo', name: 'undoImport' },
    summary: 'Take back whom an import added and nobody touched since',
    problems: ['notNow'],
    answer: (call, asked, desk) =>
      withImport(call, asked, desk, (stored) => undo(stored, call, desk)),
  }),
  ofNewsletter({
    ...{ method: 'delete', path: '/imports/:import', name: 'giveUpImport', tag, right: 'readers' },
    summary: 'Give up a list that was not started',
    answers: { 204: { means: 'What it held is gone' } },
    problems: ['notNow'],
    answer: (call, asked, desk) =>
      withImport(call, asked, desk, async (stored) => {
        const dropped = await giveUpImport(stored, importDeps(call, desk));
        if (dropped === 'unknown') return refuse('missing');
        const { running } = importsWords[call.language.tongue].said;
        return dropped === 'given-up' ? nothing : refuse('notNow', running);
      }),
  }),
];

async function listImports(
  { newsletter }: NewsletterCall,
  { query }: Asked<typeof PageQuery, undefined>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const before = /^[\w-]{1,100}$/.exec(placeOf(query.after))?.[0];
  const limit = importsOfPage + 1;
  const found = await deps.imports.records.list(newsletter.id, { before, limit });
  const shown = found.slice(0, importsOfPage);
  const last = found.length > importsOfPage ? shown.at(-1) : undefined;
  return ok({
    imports: shown.map(importAnswer),
    ...(last === undefined ? {} : { next: cursorOf(last.importId) }),
  });
}

async function bring(
  call: NewsletterCall,
  { body }: Asked<undefined, typeof List>,
  desk: ApiDesk,
): Promise<Answer> {
  const { newsletter, caller } = call;
  if (isClosed(newsletter)) return refuse('closed');
  const statement = statementOf(body, call);
  if ('problem' in statement) return statement;
  const deps = importDeps(call, desk);
  const brought = { name: body.name, bytes: Buffer.from(body.csv, 'utf8') };
  const stored = await takeIn(brought, { newsletter, personId: caller.person.id }, deps);
  if (stored === undefined) return refused({ kind: 'too-long' }, call);
  call.tell({ object: stored.importId });
  const refusal = await lookAt(call, desk, stored, statement);
  if (refusal !== undefined) {
    await giveUpImport(stored, deps);
    return refused(refusal, call);
  }
  const now = await deps.records.load(stored);
  return created(importAnswer(now ?? stored));
}

async function lookAgain(
  stored: StoredImport,
  call: NewsletterCall,
  stated: StatedByProgram,
  desk: ApiDesk,
): Promise<Answer> {
  const statement = statementOf(stated, call);
  if ('problem' in statement) return statement;
  const refusal = await lookAt(call, desk, stored, statement);
  return refusal === undefined ? standing(stored, desk) : refused(refusal, call);
}

async function start(
  stored: StoredImport,
  call: NewsletterCall,
  hash: string,
  desk: ApiDesk,
): Promise<Answer> {
  if (isClosed(call.newsletter)) return refuse('closed');
  const { startImport } = await import('../../../subscriber/import/start-import.ts');
  const started = await startImport({ ...stored, hash }, importDeps(call, desk));
  const { said } = importsWords[call.language.tongue];
  if (started.kind === 'unknown') return refuse('missing');
  if (started.kind !== 'started') return refuse('notNow', said[started.kind]);
  call.tell({ after: auditText(stored.foreseen ?? {}) });
  if (stored.rows <= rowsAtOnceMax) await workOn(call, desk, stored);
  return standing(stored, desk);
}

async function undo(stored: StoredImport, call: NewsletterCall, desk: ApiDesk): Promise<Answer> {
  const { undoImport } = await import('../../../subscriber/import/start-import.ts');
  const undoing = await undoImport(stored, importDeps(call, desk));
  if (undoing.kind === 'unknown') return refuse('missing');
  const { said } = importsWords[call.language.tongue];
  if (undoing.kind !== 'undoing') return refuse('notNow', said[undoing.kind]);
  call.tell({ before: auditText(stored.counts) });
  if (stored.rows <= rowsAtOnceMax) await workOn(call, desk, stored);
  return standing(stored, desk);
}

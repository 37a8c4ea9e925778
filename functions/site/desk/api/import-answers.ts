/** An import, as programs are told of it, and what they state of its list. */
import * as v from 'valibot';
import type { StoredImport } from '../../../subscriber/import/stored-import.ts';
import { readStatement, type TypedStatement } from '../../../subscriber/import/typed-statement.ts';
import { type ListRefusal, refusalText } from '../import-says.ts';
import { importAt } from '../imports-uses.ts';
import { importsWords } from '../imports-words.ts';
import { type Answer, type ApiDesk, type Asked, type NewsletterCall, ok } from './api.ts';
import { type Problem, refuse } from './problems.ts';
import { Count, Instant, instantOf, maybeAt, text } from './schemas.ts';

const states = [
  ...(['uploading', 'looking', 'looked', 'running'] as const),
  ...(['done', 'undoing', 'undone', 'given-up'] as const),
] as const satisfies readonly StoredImport['state'][];

const Counts = v.record(v.string(), v.number());

/** An import. */
export const ImportAnswer = v.pipe(
  v.strictObject({
    id: v.string(),
    name: v.string(),
    state: v.picklist(states),
    begunAt: Instant,
    by: v.optional(v.pipe(v.string(), v.description('The id of who brought it, or “command”'))),
    startedAt: v.optional(Instant),
    endedAt: v.optional(Instant),
    rows: Count,
    row: v.pipe(Count, v.description('So many are done in this state')),
    counts: v.pipe(Counts, v.description('What became of rows in this state')),
    foreseen: v.optional(
      v.pipe(Counts, v.description('What would become of the rows, as the look says')),
    ),
    look: v.optional(
      v.pipe(v.string(), v.description('Names what was looked at, for starting it')),
    ),
  }),
  v.metadata({ ref: 'Import' }),
);

const textCharsMax = 500;
/** What is stated of a list. */
export const Stated = {
  proof: v.optional(
    v.pipe(
      v.strictObject({
        source: text(textCharsMax),
        since: text(textCharsMax),
        wording: text(textCharsMax),
      }),
      v.description(
        'Where their consent is from; without it everybody is asked by mail to confirm',
      ),
    ),
  ),
  columns: v.optional(
    v.pipe(
      v.array(v.strictObject({ heading: v.string(), meaning: v.string() })),
      v.maxLength(100),
      v.description('What columns are about that do not say so themselves'),
    ),
    [],
  ),
  allSubscribed: v.optional(
    v.pipe(
      v.boolean(),
      v.description('You say that all wanted mail of whom the list says nothing'),
    ),
    false,
  ),
};

/** A statement alone. */
export const Restated = v.strictObject(Stated);

/** An import, as it is answered. */
export function importAnswer(stored: StoredImport): v.InferOutput<typeof ImportAnswer> {
  const { importId, name, state, createdAt, by, rows, row, counts, foreseen, hash } = stored;
  return {
    ...{ id: importId, name, state, begunAt: instantOf(createdAt), rows, row, counts },
    ...(by === undefined ? {} : { by }),
    ...maybeAt('startedAt', stored.startedAt),
    ...maybeAt('endedAt', stored.endedAt),
    ...(foreseen === undefined ? {} : { foreseen }),
    ...(hash === undefined ? {} : { look: hash }),
  };
}

/** An import of this newsletter only. */
export async function withImport(
  call: NewsletterCall,
  { params }: Pick<Asked<undefined, undefined>, 'params'>,
  { deps }: ApiDesk,
  use: (stored: StoredImport) => Promise<Answer>,
): Promise<Answer> {
  const stored = await importAt(params.import, call, deps);
  if (stored === undefined) return refuse('missing');
  call.tell({ object: stored.importId });
  return use(stored);
}

/** How it stands now. */
export async function standing(stored: StoredImport, { deps }: ApiDesk): Promise<Answer> {
  const { newsletterId, importId } = stored;
  const now = await deps.imports.records.load({ newsletterId, importId });
  return now === undefined ? refuse('missing') : ok(importAnswer(now));
}

/** What a program states. */
export type StatedByProgram = v.InferOutput<typeof Restated>;

function typedOf({
  proof,
  columns,
  allSubscribed: isAllSubscribed,
}: StatedByProgram): TypedStatement {
  const said = proof ?? { source: '', since: '', wording: '' };
  const named = columns.map(({ heading, meaning }) => [heading, meaning] as const);
  return { ...said, columns: named, isAllSubscribed };
}

/** The statement, or what is wrong with it. */
export function statementOf(stated: StatedByProgram, { language }: NewsletterCall) {
  const read = readStatement(typedOf(stated));
  if (read.kind === 'ok') return read.statement;
  const words = importsWords[language.tongue].faults;
  const errors = read.faults.map((fault) => ({
    at: fault === 'column' ? '/columns' : '/proof',
    says: words[fault],
  }));
  return refuse('invalid', undefined, { errors });
}

/** Why nothing of a list was taken. */
export function refused(refusal: ListRefusal, { language }: NewsletterCall): Problem {
  const words = importsWords[language.tongue];
  return refuse('refused', refusalText(refusal, { words, language }), { reason: refusal.kind });
}

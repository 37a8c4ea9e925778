/** What an owner types about the consent of the people in a list, and about its columns. */
import { type ColumnWord, columnMeanings } from '../list/column-words.ts';
import { vouchedCharsMax } from '../list/vouched.ts';
import { type ConsentProof, type Statement, vouchedOf } from './statement.ts';

/** What was typed for a statement: all of the proof, or nothing. */
export interface TypedStatement {
  readonly source: string;
  readonly since: string;
  readonly wording: string;
  /** `HEADING` and what it is about; those without a meaning are left to the list. */
  readonly columns: readonly (readonly [heading: string, meaning: string])[];
  readonly isAllSubscribed: boolean;
}

/** A part of the proof that is missing, too long or no single line; all of it together is too long. */
type StatementFault = keyof ConsentProof | 'column' | 'together';

/** The statement, or what is wrong with it. */
export type ReadStatement =
  | { readonly kind: 'ok'; readonly statement: Statement }
  | { readonly kind: 'refused'; readonly faults: readonly StatementFault[] };

const proofFields = ['source', 'since', 'wording'] as const;
/** As many characters as the proof of the command may have. */
const proofCharsMax = 300;

/** Reads what was typed. */
export function readStatement(typed: TypedStatement): ReadStatement {
  const columns = typed.columns.flatMap(([heading, name]): ColumnWord[] => {
    const meaning = columnMeanings.find((one) => one === name);
    return meaning === undefined ? [] : [[heading, meaning]];
  });
  const unknown = typed.columns.some(
    ([, name]) => name !== '' && !columnMeanings.some((one) => one === name),
  );
  const isAsking = proofFields.every((field) => typed[field].trim() === '');
  const faults: StatementFault[] = [
    ...(isAsking ? [] : proofFields.filter((field) => !isLine(typed[field]))),
    ...(unknown ? (['column'] as const) : []),
  ];
  if (faults.length > 0) return { kind: 'refused', faults };
  const { isAllSubscribed } = typed;
  if (isAsking) return { kind: 'ok', statement: { columns, isAllSubscribed } };
  const [source, since, wording] = proofFields.map((field) => typed[field].trim());
  const proof = { source: source ?? '', since: since ?? '', wording: wording ?? '' };
  const statement = { proof, columns, isAllSubscribed };
  return (vouchedOf(statement) ?? '').length <= vouchedCharsMax
    ? { kind: 'ok', statement }
    : { kind: 'refused', faults: ['together'] };
}

function isLine(text: string): boolean {
  const line = text.trim();
  return line !== '' && line.length <= proofCharsMax && !/\p{Cc}/u.test(line);
}

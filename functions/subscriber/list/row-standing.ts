/** How the person of one row stands with the list, by all that its columns say. */
import { type Said, type Standing, saidIn, worse } from './consent-cell.ts';
import { type Column, isConsent, type Layout } from './list-layout.ts';

/** The worst that is said, where, and in which words. */
export interface RowStanding {
  readonly standing: Standing;
  readonly heading?: string;
  readonly word?: string;
}

/** The text of a cell, trimmed. */
export type CellText = (column: Column) => string;

interface Statement extends RowStanding {
  readonly standing: Standing;
  readonly column: Column;
}

/** The worst counts; where nothing speaks for mail and something could, nothing is said. */
export function rowStanding(layout: Layout, text: CellText): RowStanding {
  const { columns, ofAll } = layout;
  const statements = columns.flatMap((column): Statement[] => {
    const said = columnSays(layout, column, text(column));
    if (said === undefined || said === 'fine') return [];
    return [{ standing: said, column, heading: column.heading, word: text(column) }];
  });
  if (ofAll !== undefined) return worstOf(statements, { standing: ofAll });
  const silent = silence(columns, statements, text);
  return worstOf(
    statements.filter(({ standing }) => standing !== 'silent'),
    silent ?? statements.find(isReaderState) ?? { standing: 'reader' },
  );
}

const saidMax = 5_000;
/** Long lists repeat few cells; reading one anew costs a hundred times as much as finding it. */
const saidBefore = new WeakMap<Layout, Map<string, Said>>();

/** What a cell of this column says; undefined when the column is not about consent. */
export function columnSays(layout: Layout, { meaning }: Column, text: string): Said | undefined {
  if (!isConsent(meaning)) return undefined;
  const known = saidBefore.get(layout) ?? new Map<string, Said>();
  saidBefore.set(layout, known);
  const key = `${meaning} ${text}`;
  const said = known.get(key) ?? saidIn(meaning, text, meaning === 'state' ? layout.cells : {});
  if (known.size < saidMax) known.set(key, said);
  return said;
}

function worstOf(statements: readonly Statement[], start: RowStanding): RowStanding {
  return statements.reduce<RowStanding>(
    (worst, one) => (worse(one.standing, worst.standing) === worst.standing ? worst : one),
    start,
  );
}

/**
 * What a cell that is empty here and filled in other rows says. A confirmation that is missing was
 * never given. A column of consent is made up for by another one, not by the state of an account.
 */
function silence(
  columns: readonly Column[],
  statements: readonly Statement[],
  text: CellText,
): RowStanding | undefined {
  const unconfirmed = statements.find((one) => isSilent(one) && one.column.meaning === 'confirmed');
  if (unconfirmed !== undefined) return { ...unconfirmed, standing: 'unconfirmed' };
  const giving = statements.filter(({ standing }) => standing === 'reader');
  const given = giving.map(({ column }) => column.meaning);
  const isAgreed = given.includes('agreed') || given.includes('confirmed');
  const open = statements.find(
    (one) => isSilent(one) && !isAgreed && (one.column.meaning === 'agreed' || given.length === 0),
  );
  if (open !== undefined) return open;
  const dates = columns.filter(({ meaning }) => meaning === 'agreed-at');
  const [empty] = dates;
  const isDated = dates.some((column) => text(column) !== '');
  return empty !== undefined && !isDated && given.length === 0
    ? { standing: 'silent', heading: empty.heading, word: '' }
    : undefined;
}

const isReaderState = ({ standing, column }: Statement) =>
  standing === 'reader' && column.meaning === 'state';
const isSilent = ({ standing }: Statement) => standing === 'silent';

/** Lists of other systems, as an import reads them: from lines, without a file. */
import { parse } from 'csv-parse/sync';
import type { Standing } from '../../../functions/subscriber/list/consent-cell.ts';
import type { ColumnWords } from '../../../functions/subscriber/list/list-layout.ts';
import { type Layout, layoutOf } from '../../../functions/subscriber/list/list-layout.ts';
import { profileOf } from '../../../functions/subscriber/list/list-profile.ts';
import { rowStanding } from '../../../functions/subscriber/list/row-standing.ts';

export interface ReadList {
  readonly layout: Layout;
  readonly rows: readonly (readonly string[])[];
  /** How the owner of each row's address stands, by the part before the @. */
  readonly standings: Readonly<Record<string, Standing>>;
  readonly notUnderstood: readonly string[];
}

/** Reads lines divided by commas, semicolons or tabs, the heading first. */
export async function readList(
  lines: readonly string[],
  fileName = 'list.csv',
  words?: ColumnWords,
): Promise<ReadList> {
  const delimiter = [';', '\t'].find((mark) => lines[0]?.includes(mark)) ?? ',';
  const [heading = [], ...rows]: string[][] = parse(lines.join('\n'), {
    delimiter,
    relax_column_count: true,
  });
  const profile = await profileOf(heading, cellsOf(rows));
  const layout = layoutOf(profile, fileName, words);
  if (layout === undefined) throw new Error(`No addresses under ${heading.join(', ')}.`);
  const at = layout.columns.find(({ meaning }) => meaning === 'address')?.at ?? 0;
  const standings = rows.map((cells) => [
    cells[at]?.split('@')[0] ?? '',
    rowStanding(layout, (column) => (cells[column.at] ?? '').trim()).standing,
  ]);
  const notUnderstood = layout.columns.flatMap(({ meaning, heading: name }) =>
    meaning === 'not-understood' ? [name] : [],
  );
  return { layout, rows, standings: Object.fromEntries(standings), notUnderstood };
}

async function* cellsOf(rows: readonly (readonly string[])[]) {
  for (const cells of rows) yield { cells };
}

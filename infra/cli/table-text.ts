/** Tables and lists of facts for a terminal: aligned also where characters are two columns wide. */
import { columnsOf, shorten, singleLine } from '../../functions/edition/print/single-line.ts';

/** A column: its heading, and which side it keeps to. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Gives way first when the table is too wide, down to so many columns. */
  readonly shrinksTo?: number;
}

const gap = '  ';

/** Lines of at most `width` columns where the columns that may shrink allow it. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map(singleLine))];
  const natural = columns.map((_, n) => Math.max(...cells.map((row) => columnsOf(row[n] ?? ''))));
  const widths = fitWidths(columns, natural, width);
  return cells.map((row) =>
    columns
      .map(({ align }, n) => cell(row[n] ?? '', widths[n] ?? 0, align))
      .join(gap)
      .trimEnd(),
  );
}

/** Takes away from the widest column that may still shrink, until it fits. */
function fitWidths(columns: readonly Column[], natural: readonly number[], width: number) {
  const widths = [...natural];
  const room = width - gap.length * (columns.length - 1);
  for (;;) {
    const excess = widths.reduce((sum, one) => sum + one, 0) - room;
    const [widest] = widths
      .map((size, n) => ({ size, n, least: columns[n]?.shrinksTo ?? size }))
      .filter(({ size, least }) => size > least)
      .sort((a, b) => b.size - a.size);
    if (excess <= 0 || widest === undefined) return widths;
    widths[widest.n] = widest.size - 1;
  }
}

function cell(text: string, width: number, align: Column['align']): string {
  const short = shorten(text, width);
  const padding = ' '.repeat(Math.max(0, width - columnsOf(short)));
  return align === 'right' ? padding + short : short + padding;
}

/** A label and what it says; undefined is left out. */
export type Fact = readonly [label: string, value: string | undefined];

/** Facts under each other, long values wrapped beside their label; without a value: left out. */
export function factsText(facts: readonly Fact[], width: number): string[] {
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
  const labelWidth = Math.max(0, ...known.map(([label]) => columnsOf(label)));
  const indent = ' '.repeat(labelWidth + gap.length);
  return known.flatMap(([label, value]) => {
    const lines = wrapped(singleLine(value), width - indent.length);
    const padding = indent.slice(columnsOf(label));
    return lines.map((line, n) => (n === 0 ? label + padding : indent) + line);
  });
}

/** Breaks between words only, so that an address can be copied in one piece. */
export function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    const joined = last === '' ? word : `${last} ${word}`;
    if (last !== '' && columnsOf(joined) > width) lines.push(word);
    else lines[lines.length - 1] = joined;
  }
  return lines;
}

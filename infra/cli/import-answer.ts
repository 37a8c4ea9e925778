/** What `subscribers import` answers: how the files are read, and what became of their rows. */
import { basename } from 'node:path';
import { outcomeWords } from '../../functions/subscriber/import/outcome-words.ts';
import type { Counts } from '../../functions/subscriber/import/take-rows.ts';
import type { ListCounts, OpenedList } from '../../functions/subscriber/list/opened-list.ts';
import { importMailsAnHour } from '../../functions/subscriber/windows.ts';
import type { Answer } from './command.ts';
import type { Progress } from './import-progress.ts';
import { lookLines, shownColumns } from './list-look.ts';
import { wrapped } from './table-text.ts';
import { countText, numberText } from './time-text.ts';

/** What came of one file. */
export interface FileTold {
  readonly list: OpenedList;
  readonly name: string;
  readonly reportName: string;
  readonly counts: Counts;
  readonly said: ListCounts | undefined;
  readonly earlier: Progress | undefined;
  /** When its run began: the name by which it is taken back. */
  readonly at: number;
}

interface Told {
  readonly files: readonly FileTold[];
  readonly isDry: boolean;
  readonly refusal: string | undefined;
  readonly newsletterId: string;
}

/** Why these lists cannot come with a proof; undefined when every column is understood. */
export function refusalText(lists: readonly OpenedList[]): string | undefined {
  const named = lists.flatMap(({ name, foreign }) =>
    (foreign?.layout.columns ?? [])
      .filter(({ meaning }) => meaning === 'not-understood')
      .map(({ heading }) => `"${heading}" of ${name}`),
  );
  if (named.length === 0) return undefined;
  return (
    `--proof does not go with a column that seems to speak of consent and is not understood: ` +
    `${named.join(', ')}. Say what it is about with --column HEADING=MEANING (or =aside), ` +
    'or leave --proof away: then each is asked to confirm.'
  );
}

/** The answer about all files. */
export function fileAnswer({ files, isDry, refusal, newsletterId }: Told, width: number): Answer {
  const all: Record<string, number> = {};
  for (const { counts } of files) {
    for (const [end, count] of Object.entries(counts)) all[end] = (all[end] ?? 0) + count;
  }
  const rows = sumOf(all);
  const added = ['confirmed', 'asked', 'left', 'kept'].some((end) => (all[end] ?? 0) > 0);
  const run = new Date(files[0]?.at ?? 0).toISOString();
  const columns = files.flatMap(({ list, name, said }) =>
    shownColumns(list, said).map((column) => ({ file: name, ...column })),
  );
  return {
    lines: [
      ...files.flatMap((file) => fileLines(file, isDry, width)),
      ...paceLines(all.asked ?? 0, width),
      ...(refusal === undefined ? [] : wrapped(refusal, width)),
      ...(isDry && refusal === undefined
        ? ['', 'Nothing was written yet. Do it with --apply.']
        : []),
      ...(!isDry && added
        ? [
            'What it added, and nobody touched since, is taken back by:',
            `  paperboy subscribers import --newsletter ${newsletterId} --undo ${run}`,
          ]
        : []),
    ],
    json: { ...all, isDryRun: isDry, ...(isDry ? { columns } : { run }) },
    isRefused: rows === 0 || refusal !== undefined,
  };
}

const sumOf = (counts: Counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

function fileLines(
  { list, name, counts, said, reportName, earlier }: FileTold,
  isDry: boolean,
  width: number,
): string[] {
  const what = list.system === 'a list' ? 'a list' : `a list of ${list.system}`;
  const ends = Object.entries(outcomeWords).flatMap(([end, words]) => {
    const count = counts[end] ?? 0;
    const text = isDry ? (words.planned ?? words.done) : words.done;
    return count === 0 ? [] : [`  ${numberText(count)} ${text}.`];
  });
  const hasRefused = Object.entries(outcomeWords).some(
    ([end, { reason }]) => (end === 'unread' || reason !== undefined) && (counts[end] ?? 0) > 0,
  );
  return [
    ...(isDry ? lookLines(list, said, width) : []),
    `${basename(name)} is ${what} with ${countText(sumOf(counts), 'row')}:`,
    ...ends,
    ...(earlier === undefined ? [] : ['It went on where it was interrupted.']),
    ...(hasRefused ? [`Every refused row, and why: ${reportName}`] : []),
  ];
}

function paceLines(asked: number, width: number): string[] {
  if (asked === 0) return [];
  const hours = Math.ceil(asked / importMailsAnHour);
  return wrapped(
    `The mails go out at most ${importMailsAnHour} an hour, and half of what one domain may ` +
      `get: it takes ${countText(hours, 'hour')} or longer. Who does not confirm is forgotten.`,
    width,
  );
}

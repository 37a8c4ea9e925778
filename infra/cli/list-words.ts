/** What the command says of lists that it cannot read, and takes for a word about their columns. */
import { shorten, singleLine } from '../../functions/edition/print/single-line.ts';
import {
  type ColumnWord,
  columnMeanings,
  columnWords,
  type WordFault,
  wordFault,
} from '../../functions/subscriber/list/column-words.ts';
import type { CsvRow } from '../../functions/subscriber/list/csv-file.ts';
import { type ListFault, UnreadableListError } from '../../functions/subscriber/list/fault.ts';
import { listFaultText } from '../../functions/subscriber/list/fault-words.ts';
import type { ColumnWords } from '../../functions/subscriber/list/list-layout.ts';
import {
  type ListSettings,
  type NamedList,
  type OpenedList,
  openList,
} from '../../functions/subscriber/list/opened-list.ts';
import { plainWords } from '../../functions/subscriber/list/plain-words.ts';
import { RefusedError, UsageError } from './errors.ts';

/** What a column may be called, for the help. */
export const meaningNames = columnMeanings.join(', ');

/** Reads `--column HEADING=MEANING`; throws a UsageError when one makes no sense. */
export function columnWordsOf(texts: readonly string[]): ColumnWords {
  return columnWords(
    texts.map((text): ColumnWord => {
      const at = text.lastIndexOf('=');
      const heading = text.slice(0, Math.max(at, 0));
      const meaning = columnMeanings.find((one) => one === text.slice(at + 1).trim());
      if (plainWords(heading) === '' || meaning === undefined) {
        throw new UsageError(`--column takes HEADING=MEANING, a meaning being: ${meaningNames}.`);
      }
      return [heading, meaning];
    }),
  );
}

/** Throws a RefusedError when the owner's words do not fit the columns of the list of this name. */
export function checkColumnWords(
  words: ColumnWords,
  name: string,
  heading: readonly string[],
): void {
  const fault = wordFault(words, heading);
  if (fault !== undefined) throw new RefusedError(wordFaultText(fault, name, heading));
}

function wordFaultText(fault: WordFault, name: string, heading: readonly string[]): string {
  if (fault.kind === 'no-column') {
    return `${name} has no column "${fault.name}". It has: ${heading.join(', ')}.`;
  }
  return (
    `The column "${fault.heading}" says by itself who is not to be mailed; --column is for what a ` +
    'file does not say. If it is about something else, take the column out of the file.'
  );
}

/** Opens a list; it and its rows throw a RefusedError in words when they turn out to be unreadable. */
export async function openFile(named: NamedList, settings: ListSettings): Promise<OpenedList> {
  try {
    const list = await openList(named, settings);
    return { ...list, rows: () => readable(list) };
  } catch (error) {
    throw inWords(error, named.name);
  }
}

async function* readable({ name, rows }: OpenedList): AsyncGenerator<CsvRow> {
  try {
    yield* rows();
  } catch (error) {
    throw inWords(error, name);
  }
}

function inWords(error: unknown, name: string): unknown {
  if (!(error instanceof UnreadableListError)) return error;
  return new RefusedError(unreadableText(error.fault, name));
}

const headingColumnsMax = 200;

function unreadableText(fault: ListFault, name: string): string {
  if (fault.kind !== 'no-addresses') return listFaultText(fault, name);
  const columns = shorten(singleLine(fault.heading.join(', ')), headingColumnsMax) || 'empty';
  return (
    `No column of ${name} holds addresses: its heading is ${columns}. ` +
    'If one does, name it: --column HEADING=address'
  );
}

/** CSV files as mailing systems and spreadsheets write them, read and written row by row. */
import { createReadStream, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { RefusedError } from './errors.ts';

/** A row of a file: the line on which it ends, and its cells. */
export interface CsvRow {
  /** Where the row ends in the file; a cell may hold line breaks. */
  readonly line: number;
  readonly cells: readonly string[];
}

const headBytes = 65_536;
/** A quote that is never closed makes one row of all that follows. */
const rowCharsMax = 200_000;
const delimiters = [',', ';', '\t', '|'];

/** The rows of a file, the heading first; empty lines are left out. Throws a RefusedError. */
export async function* readCsv(path: string): AsyncGenerator<CsvRow> {
  const { encoding, head } = readHead(path);
  const separator = /^sep=(.)\r?\n/i.exec(head)?.[1];
  const parser = parse({
    delimiter: separator ?? delimiterOf(head),
    from_line: separator === undefined ? 1 : 2,
    info: true,
    max_record_size: rowCharsMax,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const text = Readable.from(decoded(path, encoding));
  text.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    for await (const row of parser) {
      const { record, info } = row as { record: string[]; info: Info };
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    if (code?.startsWith('CSV_') !== true) throw error;
    const where = lines === undefined ? '' : ` near line ${lines}`;
    throw new RefusedError(`${path} cannot be read${where}: a quote there is never closed.`);
  } finally {
    text.destroy();
  }
}

/** UTF-8, or what Excel calls Unicode text. */
function readHead(path: string): { encoding: string; head: string } {
  const bytes = Buffer.alloc(headBytes);
  const file = openSync(path, 'r');
  const length = readSync(file, bytes);
  const start = bytes.subarray(0, length);
  const encoding = encodingOf(start);
  return { encoding, head: new TextDecoder(encoding).decode(start) };
}

function encodingOf(start: Buffer): string {
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return 'utf-8';
}

async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path)) {
    yield decoder.decode(chunk as Buffer, { stream: true });
  }
  yield decoder.decode();
}

/** What the heading is divided by: names of columns hold no such marks themselves. */
function delimiterOf(head: string): string {
  const heading = head.trimStart().split(/[\r\n]/, 1)[0] ?? '';
  const counts = delimiters.map((mark) => ({ mark, count: heading.split(mark).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}

/** One row of text. No cell begins like a formula: spreadsheets would run it. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  const guarded = /^[=+\-@\t\r']/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** The text of a cell that was written by `csvLine`. */
export function unguarded(text: string): string {
  return text.replace(/^'(?=[=+\-@\t\r'])/, '');
}

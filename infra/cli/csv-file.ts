/** CSV files as mailing systems and spreadsheets write them, read and written row by row. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { RefusedError } from './errors.ts';
import { type Encoding, encodingOf, isGarbled } from './text-encoding.ts';

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

/** UTF-8, what Excel calls Unicode text, or what it saves as CSV in the West. */
function readHead(path: string): { encoding: Encoding; head: string } {
  const bytes = Buffer.alloc(headBytes);
  const file = openSync(path, 'r');
  const length = readSync(file, bytes);
  closeSync(file);
  const start = bytes.subarray(0, length);
  const encoding = encodingOf(start);
  if (encoding === undefined) throw new RefusedError(notRead(path));
  const head = new TextDecoder(encoding).decode(start);
  if (isGarbled(head.split(/[\r\n]/, 1)[0] ?? '')) {
    const why = 'its heading is garbled, as when UTF-8 is taken for another encoding';
    throw new RefusedError(`${path} cannot be read: ${why}. Export it anew.`);
  }
  return { encoding, head };
}

/** A letter that is read wrongly may be the one by which somebody is known to have left. */
function notRead(path: string): string {
  return `${path} cannot be read: it is not in UTF-8. Save it as "CSV UTF-8" and import that.`;
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) {
      yield decoder.decode(chunk as Buffer, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new RefusedError(notRead(path));
  }
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

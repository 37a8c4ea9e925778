/** CSV files as mailing systems and spreadsheets write them, read and written row by row. */
import { Readable } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { UnreadableListError } from './fault.ts';
import { type Encoding, encodingOf, isGarbled } from './text-encoding.ts';

/** A row of a file: the line on which it ends, and its cells. */
export interface CsvRow {
  /** Where the row ends in the file; a cell may hold line breaks. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Where a list comes from: its bytes, from the first one each time they are asked for. */
export type ListBytes = () => AsyncIterable<Uint8Array>;

const headBytes = 65_536;
/** A quote that is never closed makes one row of all that follows. */
const rowCharsMax = 200_000;
const delimiters = [',', ';', '\t', '|'];

/** The rows of a list, the heading first; empty lines are left out. Throws UnreadableListError. */
export async function* readCsv(bytes: ListBytes): AsyncGenerator<CsvRow> {
  const { encoding, head } = await readHead(bytes);
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
  const text = Readable.from(decoded(bytes, encoding));
  text.on('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    for await (const row of parser) {
      const { record, info } = row as { record: string[]; info: Info };
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    const { code, lines: line } = error as { code?: string; lines?: number };
    if (code?.startsWith('CSV_') !== true) throw error;
    throw new UnreadableListError({ kind: 'open-quote', line });
  } finally {
    text.destroy();
  }
}

/** UTF-8, what Excel calls Unicode text, or what it saves as CSV in the West. */
async function readHead(bytes: ListBytes): Promise<{ encoding: Encoding; head: string }> {
  const start = await startOf(bytes);
  const encoding = encodingOf(start);
  if (encoding === undefined) throw new UnreadableListError({ kind: 'not-utf-8' });
  const head = new TextDecoder(encoding).decode(start);
  if (isGarbled(head.split(/[\r\n]/, 1)[0] ?? '')) {
    throw new UnreadableListError({ kind: 'garbled-heading' });
  }
  return { encoding, head };
}

async function startOf(bytes: ListBytes): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes()) {
    parts.push(part);
    length += part.length;
    if (length >= headBytes) break;
  }
  return Buffer.concat(parts).subarray(0, headBytes);
}

async function* decoded(bytes: ListBytes, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of bytes()) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new UnreadableListError({ kind: 'not-utf-8' });
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

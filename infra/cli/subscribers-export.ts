/** `subscribers export`: everything about the readers of a newsletter that can come back, as CSV. */
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportRows } from '../../functions/store/exports.ts';
import { csvLine } from '../../functions/subscriber/list/csv-file.ts';
import {
  markCells,
  ownHeading,
  readerCells,
} from '../../functions/subscriber/list/export-format.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import { countText } from './time-text.ts';

const options = { ...newsletterOption } as const;

/** For the owner's eyes only. */
const fileMode = 0o600;
const linesAWrite = 500;

/** `subscribers export`: everything about readers, in a file. */
export const exportSubscribers = command({
  name: 'subscribers export',
  summary: 'Write all readers into a CSV file, with their choices and the record of their consent',
  details: [
    'Those who have left and what must never be mailed are in it too, so that they stay gone when it',
    'comes back: paperboy subscribers import FILE. Keep the file as you would keep the addresses.',
  ],
  takes: ['FILE'],
  options,
  isReading: false,
  run: exportAll,
});

/** Writes every reader of the newsletter, and every address that must not be mailed; says how many. */
export async function exportAll(
  { args: [name = ''], values, screen }: Input<typeof options>,
  connection: Connection,
): Promise<Answer> {
  const newsletter = await chosenNewsletter(values.newsletter, connection);
  const path = resolve(screen.folder, name);
  if (existsSync(path)) throw new RefusedError(`${name} is there already; nothing was written.`);
  const part = `${path}.part`;
  const counts = { readers: 0, marks: 0 };
  const lines = linesOf(newsletter.id, connection, counts);
  try {
    await pipeline(Readable.from(lines), createWriteStream(part, { mode: fileMode }));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  const also = countText(counts.marks, 'address', 'addresses');
  return {
    lines: [
      `${countText(counts.readers, 'reader')} of ${newsletter.name} written to ${name}.`,
      ...(counts.marks === 0 ? [] : [`Also ${also} that must not be mailed, read by nobody.`]),
    ],
  };
}

/** Many lines in a piece: a stream of single lines would be slow. */
async function* linesOf(
  newsletterId: string,
  { table, now }: Connection,
  counts: { readers: number; marks: number },
): AsyncGenerator<string> {
  let lines = [csvLine(ownHeading)];
  for await (const row of exportRows(table, newsletterId, now())) {
    counts[row.kind === 'reader' ? 'readers' : 'marks'] += 1;
    const cells =
      row.kind === 'reader' ? readerCells(row.subscriber, row.suppression) : markCells(row);
    lines.push(csvLine(cells));
    if (lines.length < linesAWrite) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

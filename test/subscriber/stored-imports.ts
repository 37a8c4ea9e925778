/** Imports that are kept in a table, as a page works them off: with a clock of their own, and deaths. */
import { randomUUID } from 'node:crypto';
import { languages } from '../../functions/edition/languages.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import type { Table } from '../../functions/store/client.ts';
import { importTable } from '../../functions/store/import-table.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { importBook } from '../../functions/store/stored-imports.ts';
import { importStep } from '../../functions/subscriber/import/import-step.ts';
import { sliceBytesMax } from '../../functions/subscriber/import/list-limits.ts';
import { lookAtImport } from '../../functions/subscriber/import/look-at-import.ts';
import { startImport, undoImport } from '../../functions/subscriber/import/start-import.ts';
import type { Statement } from '../../functions/subscriber/import/statement.ts';
import type { ImportKey, StoredImport } from '../../functions/subscriber/import/stored-import.ts';
import { beginImport, takeSlice } from '../../functions/subscriber/import/upload-list.ts';
import { newsletter } from '../support/newsletter.ts';

export const paper = newsletter();
export const begun = Date.parse('2026-11-22T10:20:00Z');
const keys = { current: { id: 'k1', secret: 's'.repeat(40) }, older: [] };
/** Longer than whoever died may have had it in hand. */
const leaseMs = 60_000;
const stepMs = 300;

export const proven: Statement = {
  proof: { source: 'the form of our shop', since: '2019', wording: 'Yes, send me the letter.' },
  columns: [],
  isAllSubscribed: false,
};
export const asked: Statement = { columns: [], isAllSubscribed: false };

/** A clock that goes on by a millisecond whenever somebody looks at it. */
export interface Clock {
  at: number;
}

/** On a busy machine the engine may not answer in time: whoever asked is as good as dead. */
function orTimedOut(error: Error): { kind: 'busy' } {
  if (error.name !== 'TimeoutError') throw error;
  return { kind: 'busy' };
}

/** What a door puts together. */
export function desk(table: Table, clock: Clock = { at: begun }, newsletterId = paper.id) {
  const now = () => {
    clock.at += 1;
    return clock.at;
  };
  const book = importBook(table, now);
  const { join } = segmentStore(table);
  const around = {
    openSegment: (choice: Parameters<typeof openSegment>[0]) => openSegment(choice, { join, now }),
    signingKeys: async () => keys,
    now,
    randomId: () => randomUUID(),
  };
  const deps = {
    ...book,
    table: importTable(table, now),
    around,
    now,
    randomId: around.randomId,
    languages,
    newsletter: async () => ({ ...paper, id: newsletterId }),
  };
  const load = async (key: ImportKey): Promise<StoredImport> => {
    const stored = await book.records.load(key);
    if (stored === undefined) throw new Error('There is no such import.');
    return stored;
  };
  return {
    deps,
    clock,
    load,
    upload: async (text: string | Buffer, name = 'list.csv'): Promise<StoredImport> => {
      const stored = await beginImport({ newsletterId, name, by: 'p1' }, deps);
      const bytes = Buffer.from(text as string);
      for (let from = 0; from < bytes.length; from += sliceBytesMax) {
        const slice = { from, bytes: bytes.subarray(from, from + sliceBytesMax) };
        const { kind } = await takeSlice(stored, slice, deps);
        if (kind !== 'taken') throw new Error(`A slice is ${kind}.`);
      }
      return load(stored);
    },
    look: (key: ImportKey, statement = proven) => lookAtImport(key, statement, deps),
    start: (key: ImportKey, hash = '') => startImport({ ...key, hash }, deps),
    undo: (key: ImportKey) => undoImport(key, deps),
    step: (key: ImportKey, ms = stepMs) => importStep(key, deps, clock.at + ms),
    /** Steps until nothing is to be done. */
    workOff: async (key: ImportKey, ms = stepMs): Promise<StoredImport> => {
      for (;;) {
        const { kind } = await importStep(key, deps, clock.at + ms).catch(orTimedOut);
        if (kind === 'idle' || kind === 'unknown') return load(key);
        if (kind === 'busy') clock.at += leaseMs;
      }
    },
  };
}

/** Looks, and starts what was seen. */
export async function lookAndStart(
  { look, start, workOff }: ReturnType<typeof desk>,
  key: ImportKey,
  statement = proven,
): Promise<StoredImport> {
  const looked = await look(key, statement);
  if (looked.kind !== 'looking') throw new Error(`The look is ${looked.kind}.`);
  const { hash } = await workOff(key);
  const started = await start(key, hash);
  if (started.kind !== 'started') throw new Error(`The import is ${started.kind}.`);
  return started.stored;
}

/** A table whose process dies at the n-th call that writes, before or after it was written. */
export function dying(table: Table, at: number, isWritten: boolean): Table {
  let count = 0;
  const writes = ['TransactWriteCommand', 'PutCommand', 'UpdateCommand', 'DeleteCommand'];
  const send = async (command: { constructor: { name: string } }) => {
    const isWriting = writes.includes(command.constructor.name);
    if (isWriting) count += 1;
    if (count > at || (count === at && isWriting && !isWritten)) throw new DeadError('dead');
    const answer = await table.client.send(command as never);
    if (count === at && isWriting) throw new DeadError('dead');
    return answer;
  };
  const client = new Proxy(table.client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name, target)),
  });
  return { ...table, client };
}

export class DeadError extends Error {}

/** What an import works with: the table, looked up and written patiently, and turns for mails. */
import { randomUUID } from 'node:crypto';
import { minuteMs } from '../../functions/config/time.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import { keepHidden, rememberErasure } from '../../functions/store/hidden-address.ts';
import { findMany, keepImported } from '../../functions/store/imports.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { suppressAddress } from '../../functions/store/suppressions.ts';
import { erasureHashes } from '../../functions/subscriber/erase.ts';
import type { Terms } from '../../functions/subscriber/import-readers.ts';
import type { Connection } from './connection.ts';
import type { Mark } from './export-format.ts';
import type { RunDeps } from './import-run.ts';
import { openTurns } from './import-turns.ts';
import { patiently } from './patience.ts';

/** Notes how far the import is, before it writes more. */
export type Note = NonNullable<RunDeps['writing']>['note'];

/** A segment that nobody is in may be taken down: it is opened anew as often as that. */
const segmentFreshMs = minuteMs;

/** The table and the turns of this import; without `note` it only looks. */
export async function importDeps(
  { newsletterId }: Terms,
  note: Note | undefined,
  { table, now, signingKeys }: Connection,
): Promise<RunDeps> {
  const keys = await signingKeys();
  const sought = (addressKey: string) => ({
    addressKey,
    hashes: erasureHashes({ newsletterId, addressKey }, keys),
  });
  const find: RunDeps['find'] = (arrivals) => {
    const keysOf = arrivals.map((one) =>
      one.kind === 'own' ? one.subscriber.addressKey : one.address.key,
    );
    return patiently(() => findMany(table, newsletterId, keysOf.map(sought), now()));
  };
  const randomId = randomUUID;
  if (note === undefined) return { find, writing: undefined, randomId };
  const { join } = segmentStore(table);
  const { save } = subscriberStore(table, now);
  const opened = new Map<string, { readonly at: number; readonly id: Promise<string> }>();
  const writing: RunDeps['writing'] = {
    keep: (rows) => patiently(() => keepImported(table, rows, now())),
    leave: (id, { expected, changes }) => patiently(() => save(id, expected, changes)),
    openSegment: (choice) => {
      const name = JSON.stringify([choice.schedule, choice.sections, choice.language]);
      const known = opened.get(name);
      if (known !== undefined && known.at > now() - segmentFreshMs) return known.id;
      const id = openSegment(choice, { join, now });
      opened.set(name, { at: now(), id });
      return id;
    },
    takeTurn: openTurns(table, now()),
    randomId,
    keepMark: (mark) => keepMark(mark, { table, now }),
    note,
  };
  return { find, writing, randomId };
}

async function keepMark(
  mark: Mark,
  { table, now }: Pick<Connection, 'table' | 'now'>,
): Promise<void> {
  if (mark.kind === 'erasure') return rememberErasure(table, mark.hash, mark.at);
  if (mark.kind === 'hidden-suppression') return keepHidden(table, mark.hash, mark.suppression);
  const { reason, at } = mark.suppression;
  await suppressAddress(table, mark.addressKey, reason, at, now());
}

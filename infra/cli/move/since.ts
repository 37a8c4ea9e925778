/** What happened at the place that was left, after the file was written, and is to hold in the new one. */
import type { Row, Table } from '../../../functions/store/client.ts';
import { eraseSubscriber } from '../../../functions/store/erasures.ts';
import { goneKey } from '../../../functions/store/hidden-address.ts';
import { putIfAbsent } from '../../../functions/store/put-if-absent.ts';
import { aloneTurns, restoreAlone } from '../../../functions/store/restore-alone.ts';
import { aloneBook } from '../../../functions/store/restore-book.ts';
import { consentAt } from '../../../functions/store/restore-reader.ts';
import { rowKindOf } from '../../../functions/store/row-kinds.ts';
import { fromRow } from '../../../functions/store/subscriber-row.ts';
import { walkSubscribers } from '../../../functions/store/subscriber-walk.ts';
import { subscriberStore } from '../../../functions/store/subscribers.ts';
import { suppressionOf } from '../../../functions/store/suppression-row.ts';
import { suppressAddress } from '../../../functions/store/suppressions.ts';
import { keys } from '../../../functions/store/table.ts';
import { segmentChoiceOf } from '../../../functions/subscriber/choices.ts';
import { type Move, toConfirmed, toUnsubscribed } from '../../../functions/subscriber/moves.ts';
import type { Subscriber } from '../../../functions/subscriber/subscriber.ts';
import { type RestorePlace, restoreMoves } from '../restore/moves.ts';

/** How many of whom, by what they did there. */
export interface Since {
  readonly left: number;
  readonly suppressed: number;
  readonly erased: number;
  readonly confirmed: number;
  readonly joined: number;
}

type Counts = { -readonly [Name in keyof Since]: number };

const addressStart = keys.addressPartition('').length;

/** Has what these rows tell hold here too. Done again it changes nothing. */
export async function takeOverSince(rows: readonly Row[], place: RestorePlace): Promise<Since> {
  const { table } = place;
  const counts: Counts = { left: 0, suppressed: 0, erased: 0, confirmed: 0, joined: 0 };
  const gone = new Map<string, number>();
  const readers: Row[] = [];
  for (const row of rows) {
    const [pk, sk] = [String(row.pk), String(row.sk)];
    switch (rowKindOf({ pk, sk })) {
      case 'suppression': {
        const { reason, at } = suppressionOf(row);
        const { isNew } = await suppressAddress(
          table,
          pk.slice(addressStart),
          reason,
          at,
          place.now(),
        );
        counts.suppressed += isNew ? 1 : 0;
        break;
      }
      case 'gone':
        gone.set(pk, Number(row.at));
        await putIfAbsent(table, row);
        break;
      case 'erased':
      case 'suppressed':
        await putIfAbsent(table, row);
        break;
      case 'subscriber':
        readers.push(row);
    }
  }
  counts.erased = await eraseAll(gone, place);
  for (const row of readers) await takeOverReader(row, place, counts);
  return counts;
}

/** A row tells by a hash alone who went for good: that of each reader is compared. */
async function eraseAll(
  gone: ReadonlyMap<string, number>,
  { table, now }: Pick<RestorePlace, 'table' | 'now'>,
): Promise<number> {
  if (gone.size === 0) return 0;
  const erased: Subscriber[] = [];
  for await (const reader of walkSubscribers(table, now())) {
    const at = gone.get((await goneKey(table, reader.id))?.pk ?? '');
    if (at !== undefined && consentAt(reader) < at) erased.push(reader);
  }
  for (const reader of erased) await eraseSubscriber(table, reader, now());
  return erased.length;
}

async function takeOverReader(row: Row, place: RestorePlace, counts: Counts): Promise<void> {
  const { table, now } = place;
  const then = fromRow(row);
  const store = subscriberStore(table, now);
  const here = await store.load(then.id);
  if (here === undefined) {
    counts.joined += await bringReader(row, table, place);
    return;
  }
  const move = await moveOf(then, here, place);
  if (move === undefined) return;
  const saved = await store.save(here.id, move.expected, move.changes);
  if (saved !== 'saved') return takeOverReader(row, place, counts);
  counts[then.state === 'unsubscribed' ? 'left' : 'confirmed'] += 1;
}

/** Who left there leaves here, unless they have said since that they want it. */
async function moveOf(
  then: Subscriber,
  here: Subscriber,
  place: RestorePlace,
): Promise<Move | undefined> {
  const { withdrawnAt, withdrawnBy = 'page', confirmedAt: at } = then.consent;
  if (then.state === 'unsubscribed' && withdrawnAt !== undefined) {
    return consentAt(here) < withdrawnAt
      ? toUnsubscribed(here, withdrawnBy, withdrawnAt)
      : undefined;
  }
  if (then.state !== 'confirmed' || here.state !== 'pending' || at === undefined) return undefined;
  const segmentId = await restoreMoves(place).openSegment(segmentChoiceOf(then));
  const { confirmedFrom: from = '', confirmationId = '' } = then.consent;
  return toConfirmed(here, segmentId, { at, from, confirmationId });
}

async function bringReader(row: Row, table: Table, place: RestorePlace): Promise<number> {
  const book = aloneBook(table, restoreMoves(place));
  let written = 0;
  const add = (what: string, howMany = 1) => {
    if (what === 'readers back' || what === 'asked, may confirm') written += howMany;
  };
  const terms = { at: place.now(), continues: true };
  for (let turn = 0; turn < aloneTurns; turn++) {
    await restoreAlone([row], turn, terms, { ...book, add });
  }
  return written;
}

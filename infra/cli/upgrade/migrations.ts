/** What changes for rows from release to release, in its order. Past ones stay as they were. */
import { suppressionNamedMs } from '../../../functions/config/retention.ts';
import type { AnyRow, Migration, RowChange } from '../../../functions/config/upgrade.ts';
import { ownerOf } from '../../../functions/store/address-row.ts';
import { findPlace, itemPlace, readerPlace } from '../../../functions/store/indexes.ts';
import { fromRow } from '../../../functions/store/subscriber-row.ts';
import { suppressionOf } from '../../../functions/store/suppression-row.ts';
import { keys } from '../../../functions/store/table.ts';
import { retentionOf } from '../../../functions/subscriber/retention.ts';

/**
 * Sweep finds a row of a person by the instant at which something of it is to be taken away. Rows that
 * were written before there was such an instant have none, and would be kept for ever.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    does: 'Readers who left, moved or were asked in vain before 0.2 are taken away when their time is over',
    change: (row) => (row.sk === keys.subscriber('').sk ? dueReader(row) : undefined),
  },
  {
    version: 2,
    does: 'Addresses that were suppressed before 0.2 lose their names when nobody reads there any more',
    change: (row) => (row.sk === keys.suppression('').sk ? dueSuppression(row) : undefined),
  },
  {
    version: 3,
    does: 'Readers who came before 0.2 are found by the beginning of their address',
    change: foundAddress,
  },
  {
    version: 4,
    does: 'Readers who came before 0.2 are in what the desk exports, and items in what it shows at once',
    change: (row) => listedReader(row) ?? listedItem(row),
  },
];

/** What is due already is due by whatever else is waited for first. */
const isDue = ({ dueKind }: AnyRow) => dueKind !== undefined;

function dueReader(row: AnyRow): RowChange | undefined {
  if (isDue(row)) return undefined;
  // As of before everything, so that it says when the first thing of all is to be taken away.
  const retention = retentionOf(fromRow({ ...row }), Number.NEGATIVE_INFINITY);
  const dueAt = retention.kind === 'keep' ? retention.next : undefined;
  if (dueAt === undefined) return undefined;
  return { set: { dueKind: 'retention', dueAt }, asLongAs: ['dueKind', 'state', 'consent'] };
}

function dueSuppression(row: AnyRow): RowChange | undefined {
  if (isDue(row)) return undefined;
  const dueAt = suppressionOf({ ...row }).at + suppressionNamedMs;
  return { set: { dueKind: 'suppression', dueAt }, asLongAs: ['dueKind', 'at'] };
}

const addressStart = keys.address('', '');

/** Whose address it is, and of which newsletter; undefined of any other row. */
function addressIn({ pk, sk }: AnyRow) {
  const [address, newsletter] = [String(pk), String(sk)];
  const isAddress = address.startsWith(addressStart.pk) && newsletter.startsWith(addressStart.sk);
  if (!isAddress) return undefined;
  return {
    addressKey: address.slice(addressStart.pk.length),
    newsletterId: newsletter.slice(addressStart.sk.length),
  };
}

function foundAddress(row: AnyRow): RowChange | undefined {
  const known = addressIn(row);
  if (known === undefined || row.findKey !== undefined) return undefined;
  return { set: findPlace(known.newsletterId, known.addressKey), asLongAs: ['findKey'] };
}

function listedReader(row: AnyRow): RowChange | undefined {
  const known = addressIn(row);
  if (known === undefined || row.segmentShard !== undefined) return undefined;
  const set = readerPlace(known.newsletterId, ownerOf({ ...row }));
  return { set, asLongAs: ['segmentShard', 'subscriber'] };
}

const itemsStart = 'ITEMS#';

function listedItem({ pk, sk, newsletterId, findKey }: AnyRow): RowChange | undefined {
  const isItem = String(pk).startsWith(itemsStart) && typeof newsletterId === 'string';
  if (!isItem || findKey !== undefined) return undefined;
  return { set: itemPlace(newsletterId, String(sk)), asLongAs: ['findKey'] };
}

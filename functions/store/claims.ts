/** Claims on subscriber rows, how they end, and that a batch passed a reader over. */
import type { Batch } from '../edition/batch.ts';
import type { ClaimResult } from '../mail/claim.ts';
import type { ClaimBook, LateClaims } from '../mail/ledger.ts';
import type { Claim, PassOver, Subscriber } from '../subscriber/subscriber.ts';
import { type Row, type Table, type UpdateResult, updateRow } from './client.ts';
import { gatherUpdates, singleUpdates, type Update } from './gathered-updates.ts';
import { MalformedRow } from './row.ts';
import { fromRow } from './subscriber-row.ts';
import { keys } from './table.ts';

/** How the two updates are made that every mail needs: its claim, and that claim's end. */
interface UpdatesOfMail {
  readonly claims: Update;
  readonly settlements: Update;
}

/** The claims in this table. */
export function claimStore(
  table: Table,
  { claims, settlements }: UpdatesOfMail = singly(table),
): ClaimBook & LateClaims {
  return {
    claim: async (batch, readerId, claim) =>
      claimResult(table, await open(claims, batch, readerId, claim), claim),
    takeOver: (batch, stale, claim, readerId) => takeOver(table, { batch, stale, readerId }, claim),
    passOver: (readerId, mark, claim) => passOver(table, readerId, mark, claim),
    setAside: (readerId, ...how) => setAside(table, readerId, ...how),
    settle: (readerId, claim, messageId) =>
      settle(table, settlements, { readerId, claim, messageId }),
    settleLate: (readerId, batch, submission) => settleLate(table, readerId, batch, submission),
    release: (readerId, claim) => release(table, readerId, claim),
  };
}

function singly(table: Table): UpdatesOfMail {
  const update = singleUpdates(table);
  return { claims: update, settlements: update };
}

/** Claims that meet go together, and settlements; for a door that serves many readers at once. */
export function gatheringClaimStore(table: Table): ClaimBook & LateClaims {
  const [claims, settlements] = [gatherUpdates(table), gatherUpdates(table)];
  return claimStore(table, { claims, settlements });
}

/** The reader wants this mail at the moment of sending. */
const consents = [
  '#state = :confirmed',
  'suppressed = :false',
  'segmentId = :segment',
  '(attribute_not_exists(pausedUntil) OR pausedUntil <= :at)',
].join(' AND ');

/** Consent is part of the lock. */
const mayMail = [
  consents,
  'attribute_not_exists(claim)',
  'receivedThrough = :from',
  '(attribute_not_exists(passedOver) OR passedOver.batchId <> :batch)',
].join(' AND ');

function open(update: Update, batch: Batch, readerId: string, claim: Claim): Promise<UpdateResult> {
  return update(keys.subscriber(readerId), {
    UpdateExpression: 'SET claim = :claim',
    ConditionExpression: mayMail,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':claim': claim,
      ':confirmed': 'confirmed',
      ':false': false,
      ':segment': batch.segmentId,
      ':at': claim.at,
      ':from': batch.from,
      ':batch': batch.id,
    },
    ReturnValues: 'ALL_NEW',
  });
}

/** Another try for a reader whose claim nobody answered; consent is looked at anew. */
async function takeOver(
  table: Table,
  { batch, stale, readerId }: { batch: Batch; stale: Claim; readerId: string },
  claim: Claim,
): Promise<ClaimResult> {
  const result = await updateRow(table, keys.subscriber(readerId), {
    UpdateExpression: 'SET claim = :claim',
    ConditionExpression: `claim.#owner = :stale AND receivedThrough = :from AND ${consents}`,
    ExpressionAttributeNames: { '#owner': 'owner', '#state': 'state' },
    ExpressionAttributeValues: {
      ':claim': claim,
      ':stale': stale.owner,
      ':confirmed': 'confirmed',
      ':false': false,
      ':segment': batch.segmentId,
      ':at': claim.at,
      ':from': batch.from,
    },
    ReturnValues: 'ALL_NEW',
  });
  return claimResult(table, result, claim);
}

/** On the row that claims are made on, so that it and a claim exclude each other. */
async function passOver(
  table: Table,
  readerId: string,
  mark: PassOver,
  claim: Claim | undefined,
): Promise<'passed over' | 'refused'> {
  const mine =
    claim === undefined
      ? { ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(claim)' }
      : {
          ConditionExpression: 'claim.#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
        };
  const result = await updateRow(table, keys.subscriber(readerId), {
    ...mine,
    UpdateExpression: `SET passedOver = :mark${claim === undefined ? '' : ' REMOVE claim'}`,
    ExpressionAttributeValues: {
      ':mark': mark,
      ...(claim === undefined ? {} : { ':owner': claim.owner }),
    },
  });
  if (result.kind === 'updated' || result.row === undefined) return 'passed over';
  // A repeat by the SDK after a lost answer meets our own mark.
  return fromRow(result.row).passedOver?.batchId === mark.batchId ? 'passed over' : 'refused';
}

/** In one update, whatever else the row holds: nothing of it can be relied upon. */
async function setAside(
  table: Table,
  readerId: string,
  mark: PassOver,
  mine: Claim,
  awaited: number,
): Promise<'set aside' | 'refused'> {
  const result = await updateRow(table, keys.subscriber(readerId), {
    UpdateExpression: 'SET passedOver = :mark REMOVE claim',
    ConditionExpression: [
      'attribute_exists(pk) AND (attribute_not_exists(claim)',
      'claim.#owner = :mine',
      // Also of a claim without an instant, or one that is no claim.
      'NOT claim.#at > :awaited)',
    ].join(' OR '),
    ExpressionAttributeNames: { '#owner': 'owner', '#at': 'at' },
    ExpressionAttributeValues: {
      ':mark': mark,
      ':mine': mine.owner,
      ':awaited': awaited,
    },
  });
  return result.kind === 'updated' || result.row === undefined ? 'set aside' : 'refused';
}

function readOrSay({ reportMalformed }: Table, row: Row): Subscriber | MalformedRow {
  try {
    return fromRow(row);
  } catch (error) {
    if (!(error instanceof MalformedRow)) throw error;
    reportMalformed(error);
    return error;
  }
}

/** A repeat by the SDK after a lost answer meets our own claim: it is ours all the same. */
function claimResult(table: Table, { row }: UpdateResult, claim: Claim): ClaimResult {
  if (row === undefined) return { kind: 'refused', subscriber: undefined };
  const subscriber = readOrSay(table, row);
  if (subscriber instanceof MalformedRow) return { kind: 'unreadable', reason: subscriber.message };
  if (subscriber.claim?.owner !== claim.owner) {
    return { kind: 'refused', subscriber };
  }
  return { kind: 'claimed', subscriber };
}

interface Settlement {
  readonly readerId: string;
  readonly claim: Claim;
  readonly messageId: string | undefined;
}

/** Moves the cursor on, never back: a reader may have left and returned while the answer was open. */
async function settle(
  table: Table,
  update: Update,
  { readerId, claim, messageId }: Settlement,
): Promise<void> {
  const { editionId, batchId, at, owner, cutoff } = claim;
  const noted = messageId === undefined ? [] : ['lastSubmitted = :submission'];
  const values: Row =
    messageId === undefined ? {} : { ':submission': { editionId, batchId, messageId, at } };
  const result = await update(keys.subscriber(readerId), {
    UpdateExpression: `SET ${['receivedThrough = :cutoff', ...noted].join(', ')} REMOVE claim`,
    ConditionExpression: 'claim.#owner = :owner AND receivedThrough < :cutoff',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':cutoff': cutoff, ':owner': owner, ...values },
  });
  if (result.kind === 'updated') return;
  await updateRow(table, keys.subscriber(readerId), {
    UpdateExpression: `${noted.map((set) => `SET ${set} `).join('')}REMOVE claim`,
    ConditionExpression: 'claim.#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': owner, ...values },
  });
}

async function settleLate(
  table: Table,
  readerId: string,
  { editionId, id, cutoff }: Batch,
  submission: { readonly messageId: string; readonly at: number },
): Promise<void> {
  await updateRow(table, keys.subscriber(readerId), {
    UpdateExpression: 'SET receivedThrough = :cutoff, lastSubmitted = :submission',
    ConditionExpression: 'receivedThrough < :cutoff',
    ExpressionAttributeValues: {
      ':cutoff': cutoff,
      ':submission': { editionId, batchId: id, ...submission, late: true },
    },
  });
}

async function release(table: Table, readerId: string, claim: Claim): Promise<void> {
  await updateRow(table, keys.subscriber(readerId), {
    UpdateExpression: 'REMOVE claim',
    ConditionExpression: 'claim.#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': claim.owner },
  });
}

/** Confirmation mails on their way: noted on the row of the subscriber who is to confirm. */
import { unconfirmedKeptMs } from '../config/retention.ts';
import type { ConfirmationKey, NotedLetter } from '../mail/noted-letter.ts';
import type { DueLetter } from '../mail/sweep.ts';
import type { Confirmation, LetterProgress, Subscriber } from '../subscriber/subscriber.ts';
import { getRow, type Table, transact, ttl, updateRow } from './client.ts';
import { dueRowsTogether } from './due.ts';
import { readEach } from './row.ts';
import { fromRow, livingOf } from './subscriber-row.ts';
import { keys } from './table.ts';

const dueConfirmationsMax = 500;

/** The confirmation of this key, unless it is over or nobody may be mailed. Throws `MalformedRow`. */
export async function loadConfirmation(
  table: Table,
  { subscriberId, confirmationId }: ConfirmationKey,
  now: number,
): Promise<NotedLetter | undefined> {
  const reader = livingOf(await getRow(table, keys.subscriber(subscriberId)), now);
  const progress = reader?.confirmation;
  if (reader === undefined || progress === undefined) return undefined;
  if (!isStillAsked(reader, confirmationId)) return undefined;
  return { kind: 'confirmation', reader, confirmationId, progress };
}

/**
 * Takes a confirmation a step on, if it is still the one that was read. Who has been asked now is
 * forgotten after a while; who waits to be asked is not.
 */
export async function saveConfirmation(
  table: Table,
  reader: Subscriber,
  next: Confirmation,
  lookAgainAt: number | undefined,
): Promise<boolean> {
  const forgotten = lookAgainAt === undefined ? forgottenAt(reader, next.at) : undefined;
  const update = updateOf(reader, next, lookAgainAt, forgotten);
  if (forgotten !== undefined) {
    const TableName = table.name;
    const written = await transact(table, [
      { Update: { TableName, Key: keys.subscriber(reader.id), ...update } },
      { Update: { TableName, ...expiryOfAddress(reader, forgotten) } },
    ]);
    if (written === 'written') return true;
  }
  const result = await updateRow(table, keys.subscriber(reader.id), update);
  if (result.kind === 'updated') return true;
  // A repeat by the SDK after a lost answer meets our own write.
  const now = result.row && fromRow(result.row).confirmation;
  return now?.owner !== undefined && now.owner === next.owner && now.state === next.state;
}

function updateOf(
  reader: Subscriber,
  next: LetterProgress & { readonly id: string },
  lookAgainAt: number | undefined,
  forgotten: number | undefined,
) {
  const expires = forgotten === undefined ? '' : ', expiresAt = :expires';
  const looked = lookAgainAt === undefined ? retentionDue(reader, next.at) : undefined;
  const again = lookAgainAt ?? looked;
  const due =
    again === undefined
      ? `${expires} REMOVE dueKind, dueAt`
      : `${expires}, dueKind = :kind, dueAt = :again`;
  return {
    UpdateExpression: `SET confirmation = :next${due}`,
    ConditionExpression:
      `#state = :state AND ${reader.suppressed ? 'comebackId = :id' : 'suppressed = :false'}` +
      ' AND confirmation.id = :id' +
      ' AND confirmation.#state = :was AND confirmation.attempt = :attempt',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':next': next,
      ':state': reader.state,
      ...(reader.suppressed ? {} : { ':false': false }),
      ':id': next.id,
      ':was': reader.confirmation?.state,
      ':attempt': reader.confirmation?.attempt,
      ...(again === undefined
        ? {}
        : { ':kind': looked === undefined ? 'confirmation' : 'retention', ':again': again }),
      ...(forgotten === undefined ? {} : { ':expires': ttl(forgotten) }),
    },
  };
}

/** When who was asked at this instant (ms) is forgotten; who has left once is remembered for good. */
function forgottenAt({ state, pastConsents }: Subscriber, askedAt: number): number | undefined {
  return state === 'pending' && pastConsents === undefined
    ? askedAt + unconfirmedKeptMs
    : undefined;
}

/** When sweep looks whether who has left once, and is asked in vain, is kept any longer (ms). */
function retentionDue({ state, pastConsents }: Subscriber, askedAt: number): number | undefined {
  const isForgotten = state === 'pending' && pastConsents === undefined;
  return isForgotten ? undefined : askedAt + unconfirmedKeptMs;
}

/** The address row lives as long as its subscriber. */
function expiryOfAddress({ id, addressKey, newsletterId }: Subscriber, at: number) {
  return {
    Key: keys.address(addressKey, newsletterId),
    UpdateExpression: 'SET expiresAt = :at',
    ConditionExpression: 'subscriber = :subscriber',
    ExpressionAttributeValues: { ':subscriber': id, ':at': ttl(at) },
  };
}

/** Nothing more is to be done about this subscriber's confirmation. */
export async function forgetConfirmation(
  table: Table,
  { subscriberId }: ConfirmationKey,
  now: number,
): Promise<void> {
  const row = await getRow(table, keys.subscriber(subscriberId));
  if (row === undefined) return;
  const reader = fromRow(row);
  const forgotten = forgottenAt(reader, now);
  if (forgotten !== undefined) {
    const { Key, ...expiry } = expiryOfAddress(reader, forgotten);
    await updateRow(table, Key, expiry);
  }
  const looked = retentionDue(reader, now);
  const update = [
    ...(forgotten === undefined ? [] : ['SET expiresAt = :expires']),
    looked === undefined ? 'REMOVE dueKind, dueAt' : 'SET dueKind = :kind, dueAt = :again',
  ];
  await updateRow(table, keys.subscriber(subscriberId), {
    UpdateExpression: update.join(' '),
    ConditionExpression: '#state = :state',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':state': reader.state,
      ...(forgotten === undefined ? {} : { ':expires': ttl(forgotten) }),
      ...(looked === undefined ? {} : { ':kind': 'retention', ':again': looked }),
    },
  });
}

/** Looks at the subscriber's confirmation again at this instant. */
export async function postponeConfirmation(
  table: Table,
  { subscriberId }: ConfirmationKey,
  at: number,
): Promise<void> {
  await updateRow(table, keys.subscriber(subscriberId), {
    UpdateExpression: 'SET dueAt = :at',
    ConditionExpression: 'dueKind = :kind',
    ExpressionAttributeValues: { ':at': at, ':kind': 'confirmation' },
  });
}

/** Subscribers whose confirmation must be looked at by `at`. */
export async function dueConfirmations(table: Table, at: number): Promise<Subscriber[]> {
  const rows = await dueRowsTogether(table, 'confirmation', at, dueConfirmationsMax);
  return readEach(table, rows, fromRow);
}

/** The key of a subscriber's confirmation, and whether it is still to be mailed. */
export function dueConfirmation(reader: Subscriber): DueLetter {
  const { id: subscriberId, confirmation } = reader;
  const isOpen = confirmation?.state === 'queued' || confirmation?.state === 'claimed';
  const confirmationId = confirmation?.id ?? '';
  return {
    key: { subscriberId, confirmationId },
    isWanted: isOpen && isStillAsked(reader, confirmationId),
  };
}

/** Whether this confirmation may be mailed now: one that passes a suppression, or one of a pending reader. */
function isStillAsked(
  { confirmation, state, suppressed, comebackId }: Subscriber,
  confirmationId: string,
): boolean {
  if (confirmation?.id !== confirmationId) return false;
  return suppressed ? comebackId === confirmationId : state === 'pending';
}

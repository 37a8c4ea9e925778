/** Confirmation mails on their way: noted on the row of the subscriber who is to confirm. */
import type { Confirmation, Subscriber } from '../subscriber/subscriber.ts';
import { type Table, updateRow } from './client.ts';
import { dueRows } from './due.ts';
import { readEach } from './row.ts';
import { fromRow } from './subscriber-row.ts';
import { keys } from './table.ts';

const dueConfirmationsMax = 500;

/** Replaces a pending confirmation if it is still the one that was read. */
export async function saveConfirmation(
  table: Table,
  subscriber: Subscriber,
  confirmation: Confirmation,
  lookAgainAt: number | undefined,
): Promise<boolean> {
  const read = subscriber.confirmation;
  const due =
    lookAgainAt === undefined ? ' REMOVE dueKind, dueAt' : ', dueKind = :kind, dueAt = :again';
  const result = await updateRow(table, keys.subscriber(subscriber.id), {
    UpdateExpression: `SET confirmation = :next${due}`,
    ConditionExpression:
      '#state = :pending AND suppressed = :false AND confirmation.id = :id' +
      ' AND confirmation.#state = :was AND confirmation.attempt = :attempt',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':next': confirmation,
      ':pending': 'pending',
      ':false': false,
      ':id': confirmation.id,
      ':was': read?.state,
      ':attempt': read?.attempt,
      ...(lookAgainAt === undefined ? {} : { ':kind': 'confirmation', ':again': lookAgainAt }),
    },
  });
  if (result.kind === 'updated') return true;
  const now = result.row && fromRow(result.row).confirmation;
  return (
    now?.owner !== undefined && now.owner === confirmation.owner && now.state === confirmation.state
  );
}

/** Nothing more is to be done about this subscriber's confirmation. */
export async function forgetConfirmationDue(table: Table, subscriberId: string): Promise<void> {
  await updateRow(table, keys.subscriber(subscriberId), {
    UpdateExpression: 'REMOVE dueKind, dueAt',
    ConditionExpression: 'attribute_exists(pk)',
  });
}

/** Looks at the subscriber's confirmation again at this instant. */
export async function postponeConfirmation(
  table: Table,
  subscriberId: string,
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
  const rows = await dueRows(table, 'confirmation', at, dueConfirmationsMax);
  return readEach(table, rows, fromRow);
}

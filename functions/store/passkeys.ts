/** Passkeys of the desk, all in one place: a desk has few of them; and what their devices were asked. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { type Notice, newNotice } from '../config/notice.ts';
import type { AddPasskeyDeps } from '../owner/add-passkey.ts';
import type { EnterByPasskeyDeps } from '../owner/enter-by-passkey.ts';
import type { Challenge, Challenges, Passkey } from '../owner/passkey.ts';
import type { Person } from '../owner/person.ts';
import type { SignInMailing } from '../owner/sign-in.ts';
import { getRows, queryRows, type Row, type Table, transact, ttl, updateRow } from './client.ts';
import { deleteIf } from './delete-if.ts';
import { notingLetter } from './notices.ts';
import { asRead, personOf } from './person-row.ts';
import { readEach, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const passkeyShape = shapeOf<Passkey>()(
  v.looseObject({
    id: v.string(),
    personId: v.string(),
    credentialId: v.string(),
    publicKey: v.string(),
    counter: v.number(),
    host: v.string(),
    name: v.string(),
    createdAt: v.number(),
    usedAt: v.exactOptional(v.number()),
  }),
);

const passkeyOf = (row: Row): Passkey => readRow(passkeyShape, row);

/** The passkeys in this table. */
export interface PasskeyStore
  extends Pick<AddPasskeyDeps, 'add' | 'listOf'>,
    Pick<EnterByPasskeyDeps, 'find' | 'noteUse'> {
  /** Those of everybody, in the order in which they were made. */
  readonly list: () => Promise<readonly Passkey[]>;
  readonly remove: (passkey: Pick<Passkey, 'personId' | 'id'>) => Promise<void>;
  readonly challenges: Challenges;
}

/** The passkeys in this table. */
export function passkeyStore(table: Table): PasskeyStore {
  const listWhere = async (condition: string, values: Row) => {
    const rows = await queryRows(table, {
      KeyConditionExpression: condition,
      ExpressionAttributeValues: values,
      ConsistentRead: true,
    });
    return readEach(table, rows, passkeyOf).sort((a, b) => a.createdAt - b.createdAt);
  };
  return {
    list: () => listWhere('pk = :pk', { ':pk': keys.passkey('', '').pk }),
    listOf: (personId) => {
      const { pk, sk } = keys.passkey(personId, '');
      return listWhere('pk = :pk AND begins_with(sk, :sk)', { ':pk': pk, ':sk': sk });
    },
    add: (passkey, person, mailing) => add(table, { passkey, person, mailing }),
    find: async (personId, id) => {
      const wanted = [keys.passkey(personId, id), keys.person(personId)];
      const rows = await getRows(table, wanted);
      const [passkey, person] = wanted.map(({ pk }) => rows.find((row) => row.pk === pk));
      if (passkey === undefined || person === undefined) return undefined;
      return { passkey: passkeyOf(passkey), person: personOf(person) };
    },
    noteUse: async ({ personId, id, counter: before }, counter, at) => {
      const result = await updateRow(table, keys.passkey(personId, id), {
        UpdateExpression: 'SET #counter = :counter, usedAt = :at',
        // One that was removed just now does not come back, and a count is used once.
        ConditionExpression: '#counter = :before',
        ExpressionAttributeNames: { '#counter': 'counter' },
        ExpressionAttributeValues: { ':counter': counter, ':before': before, ':at': at },
      });
      return result.kind === 'updated';
    },
    remove: async ({ personId, id }) => {
      const Key = keys.passkey(personId, id);
      await table.client.send(new DeleteCommand({ TableName: table.name, Key }));
    },
    challenges: challengesIn(table),
  };
}

interface NewPasskey {
  readonly passkey: Passkey;
  readonly person: Person;
  readonly mailing: SignInMailing | undefined;
}

/** All at once: no passkey is added that its owner is not told of, nor for who has just been taken off. */
async function add(
  table: Table,
  { passkey, person, mailing }: NewPasskey,
): ReturnType<AddPasskeyDeps['add']> {
  const TableName = table.name;
  const Item = { ...keys.passkey(passkey.personId, passkey.id), ...passkey };
  const notice = mailing && noticeOf(passkey, mailing);
  const written = await transact(table, [
    { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    asRead(table, person),
    ...(notice === undefined ? [] : [notingLetter(table, notice)]),
  ]);
  if (written === 'refused') return undefined;
  return notice === undefined ? {} : { noticeId: notice.id };
}

function noticeOf({ id, personId, createdAt: at }: Passkey, mailing: SignInMailing): Notice {
  const { newsletterId, from } = mailing;
  return newNotice({
    ...{ id: `passkey-${at}-${id}`, newsletterId, kind: 'deskPasskey', values: {}, at },
    passkey: { personId, ...(from === undefined ? {} : { from }) },
  });
}

function challengesIn(table: Table): Challenges {
  const { client, name: TableName } = table;
  return {
    keep: async (challenge: Challenge) => {
      const expiresAt = ttl(challenge.expiresAtMs);
      const Item = { ...keys.challenge(challenge.id), ...challenge, expiresAt };
      await client.send(new PutCommand({ TableName, Item }));
    },
    spend: ({ id, purpose, holder }, at) =>
      deleteIf(table, keys.challenge(id), {
        ConditionExpression: 'purpose = :purpose AND holder = :holder AND expiresAtMs > :at',
        ExpressionAttributeValues: { ':purpose': purpose, ':holder': holder, ':at': at },
      }),
  };
}

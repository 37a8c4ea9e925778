/** The people of the desk, and the browsers in which they are signed in. */
import { createHash } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { sessionMsMax } from '../config/retention.ts';
import type { PeopleDeps, Person } from '../owner/person.ts';
import type { Session } from '../owner/session.ts';
import {
  getRow,
  getRows,
  queryRows,
  type Row,
  type Table,
  type TransactItems,
  transact,
  ttl,
} from './client.ts';
import { passkeyStore } from './passkeys.ts';
import { asRead, personOf } from './person-row.ts';
import { isPossibleKey } from './possible-key.ts';
import { readEach, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';
import { tokenStore } from './tokens.ts';

const sessionShape = shapeOf<Session>()(
  v.looseObject({
    personId: v.string(),
    hash: v.string(),
    epoch: v.number(),
    createdAt: v.number(),
    provedAt: v.number(),
    formKey: v.string(),
    from: v.string(),
    agent: v.string(),
  }),
);

const holderShape = shapeOf<{ readonly personId: string }>()(
  v.looseObject({ personId: v.string() }),
);

const sessionOf = (row: Row): Session => readRow(sessionShape, row);

/** The people in this table. */
export interface PeopleStore extends Pick<PeopleDeps, 'list' | 'save' | 'remove' | 'tokens'> {
  readonly load: (id: string) => Promise<Person | undefined>;
}

/** The people in this table, in the order in which they came. */
export function peopleStore(table: Table): PeopleStore {
  return {
    tokens: tokenStore(table),
    list: async () => {
      const rows = await queryRows(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.person('').pk },
        ConsistentRead: true,
      });
      return readEach(table, rows, personOf).sort(
        (a, b) => a.addedAt - b.addedAt || a.address.localeCompare(b.address),
      );
    },
    load: async (id) => {
      const row = await getRow(table, keys.person(id));
      return row && personOf(row);
    },
    save: async (person, before, keeper) => {
      const { id, address, addressKey, roles, epoch, addedAt } = person;
      const Update = {
        ...{ TableName: table.name, Key: keys.person(id) },
        UpdateExpression:
          'SET id = :id, address = :address, addressKey = :addressKey, #roles = :roles, ' +
          'epoch = :epoch, addedAt = :addedAt',
        ConditionExpression: before === undefined ? 'attribute_not_exists(pk)' : 'epoch = :before',
        ExpressionAttributeNames: { '#roles': 'roles' },
        ExpressionAttributeValues: {
          ':id': id,
          ':address': address,
          ':addressKey': addressKey,
          ':roles': roles,
          ':epoch': epoch,
          ':addedAt': addedAt,
          ...(before === undefined ? {} : { ':before': before.epoch }),
        },
      };
      const claim = before === undefined ? await claimOf(table, person) : [];
      const written = await transact(table, [{ Update }, ...claim, ...stillThere(table, keeper)]);
      return written === 'written';
    },
    remove: async (person, keeper) => {
      // Before: whoever dies on the way leaves somebody without passkeys, and none without somebody.
      const passkeys = passkeyStore(table);
      for (const passkey of await passkeys.listOf(person.id)) await passkeys.remove(passkey);
      const { ConditionCheck: Delete } = asRead(table, person);
      const free = await freeingOf(table, person);
      const written = await transact(table, [{ Delete }, ...free, ...stillThere(table, keeper)]);
      return written === 'written';
    },
  };
}

const addressAt = ({ addressKey }: Pick<Person, 'addressKey'>) =>
  keys.personAt(createHash('sha256').update(addressKey).digest('base64url'));

/** Who has the address of somebody, as it was noted when they came. */
async function holderOf(table: Table, person: Person): Promise<string | undefined> {
  const row = await getRow(table, addressAt(person));
  return row && readRow(holderShape, row).personId;
}

/**
 * An address is one person: whoever else comes by it at the same time is refused, and finds them. A
 * note whose person is gone, which an earlier release has left, holds nobody back.
 */
async function claimOf(table: Table, person: Person): Promise<TransactItems> {
  const { name: TableName } = table;
  const holder = await holderOf(table, person);
  const Item = { ...addressAt(person), personId: person.id };
  if (holder === undefined) {
    return [{ Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } }];
  }
  const Key = keys.person(holder);
  const ExpressionAttributeValues = { ':holder': holder };
  return [
    {
      Put: {
        TableName,
        Item,
        ConditionExpression: 'personId = :holder',
        ExpressionAttributeValues,
      },
    },
    { ConditionCheck: { TableName, Key, ConditionExpression: 'attribute_not_exists(pk)' } },
  ];
}

/** What is noted of their address goes with them; another's stays. */
async function freeingOf(table: Table, person: Person): Promise<TransactItems> {
  if ((await holderOf(table, person)) !== person.id) return [];
  const Delete = { TableName: table.name, Key: addressAt(person) };
  return [{ Delete }];
}

function stillThere(table: Table, keeper: Person | undefined) {
  return keeper === undefined ? [] : [asRead(table, keeper)];
}

/** The sessions in this table. */
export interface SessionStore {
  readonly open: (session: Session) => Promise<void>;
  /** The session and its person, in one call; undefined when either is gone. */
  readonly find: (
    personId: string,
    hash: string,
  ) => Promise<{ readonly session: Session; readonly person: Person } | undefined>;
  readonly list: (personId: string) => Promise<readonly Session[]>;
  readonly end: (session: Pick<Session, 'personId' | 'hash'>) => Promise<void>;
}

/** The sessions in this table. */
export function sessionStore(table: Table): SessionStore {
  const { name: TableName, client } = table;
  return {
    open: async (session) => {
      const Item = {
        ...keys.session(session.personId, session.hash),
        ...session,
        expiresAt: ttl(session.createdAt + sessionMsMax),
      };
      await client.send(new PutCommand({ TableName, Item }));
    },
    find: async (personId, hash) => {
      const wanted = [keys.session(personId, hash), keys.person(personId)];
      const rows = await getRows(table, wanted);
      const [session, person] = wanted.map(({ pk }) => rows.find((row) => row.pk === pk));
      if (session === undefined || person === undefined) return undefined;
      return { session: sessionOf(session), person: personOf(person) };
    },
    list: async (personId) => {
      const rows = await queryRows(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.session(personId, '').pk },
        ConsistentRead: true,
      });
      return readEach(table, rows, sessionOf);
    },
    end: async ({ personId, hash }) => {
      const Key = keys.session(personId, hash);
      if (isPossibleKey(Key)) await client.send(new DeleteCommand({ TableName, Key }));
    },
  };
}

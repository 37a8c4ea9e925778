/** The people of the desk, and the browsers in which they are signed in. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { sessionMsMax } from '../config/retention.ts';
import type { PeopleDeps, Person } from '../owner/person.ts';
import type { Session } from '../owner/session.ts';
import { getRow, getRows, queryRows, type Row, type Table, transact, ttl } from './client.ts';
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
      return (await transact(table, [{ Update }, ...stillThere(table, keeper)])) === 'written';
    },
    remove: async (person, keeper) => {
      // Before: whoever dies on the way leaves somebody without passkeys, and none without somebody.
      const passkeys = passkeyStore(table);
      for (const passkey of await passkeys.listOf(person.id)) await passkeys.remove(passkey);
      const { ConditionCheck: Delete } = asRead(table, person);
      return (await transact(table, [{ Delete }, ...stillThere(table, keeper)])) === 'written';
    },
  };
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

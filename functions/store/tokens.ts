/** Tokens of programs, all in one place: a desk has few of them. */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Right } from '../owner/rights.ts';
import type { Caller, CheckTokenDeps, MakeTokenDeps, Token } from '../owner/token.ts';
import type { Found } from '../site/desk/api/api.ts';
import { getRows, queryRows, type Row, type Table, transact, ttl, updateRow } from './client.ts';
import { newsletterOf } from './newsletter-row.ts';
import { asRead, personOf } from './person-row.ts';
import { nameIn, readEach, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const tokenShape = shapeOf<Token>()(
  v.looseObject({
    id: v.string(),
    personId: v.string(),
    name: v.string(),
    hash: v.string(),
    newsletterId: v.string(),
    rights: v.array(nameIn<Right>()),
    isGrave: v.boolean(),
    createdAt: v.number(),
    endsAt: v.number(),
    usedAt: v.exactOptional(v.number()),
  }),
);

const tokenOf = (row: Row): Token => readRow(tokenShape, row);

/** The tokens in this table. */
export interface TokenStore
  extends Pick<MakeTokenDeps, 'list' | 'add'>,
    Pick<CheckTokenDeps<Caller>, 'noteUse'> {
  /** All three in one call; undefined when token or person is gone. */
  readonly find: (
    personId: string,
    id: string,
    newsletterId?: string,
  ) => Promise<Found | undefined>;
  readonly remove: (id: string) => Promise<void>;
}

/** The tokens in this table. */
export function tokenStore(table: Table): TokenStore {
  const { name: TableName, client } = table;
  return {
    list: async () => {
      const rows = await queryRows(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.token('').pk },
        ConsistentRead: true,
      });
      return readEach(table, rows, tokenOf).sort((a, b) => a.createdAt - b.createdAt);
    },
    add: async (token, person) => {
      const Item = { ...keys.token(token.id), ...token, expiresAt: ttl(token.endsAt) };
      const Put = { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' };
      return (await transact(table, [{ Put }, asRead(table, person)])) === 'written';
    },
    find: async (personId, id, newsletterId) => {
      const wanted = [keys.token(id), keys.person(personId), keys.newsletter(newsletterId ?? '')];
      const rows = await getRows(table, wanted);
      const [token, person, about] = wanted.map(({ pk }) => rows.filter((row) => row.pk === pk));
      if (token?.[0] === undefined || person?.[0] === undefined) return undefined;
      const [newsletter] = readEach(table, about ?? [], newsletterOf);
      const caller = { token: tokenOf(token[0]), person: personOf(person[0]) };
      return newsletter === undefined ? caller : { ...caller, newsletter };
    },
    noteUse: async ({ id }, at) => {
      await updateRow(table, keys.token(id), {
        UpdateExpression: 'SET usedAt = :at',
        // One that was revoked just now does not come back.
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':at': at },
      });
    },
    remove: async (id) => {
      await client.send(new DeleteCommand({ TableName, Key: keys.token(id) }));
    },
  };
}

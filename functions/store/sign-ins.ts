/** Attempts to sign in at the desk: a row each, for minutes. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { newNotice } from '../config/notice.ts';
import type { FinishSignInDeps, KeepSignIn, SignIn } from '../owner/sign-in.ts';
import { getRow, type Row, type Table, ttl, updateRow } from './client.ts';
import { noteLetter } from './notices.ts';
import { readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

const signInShape = shapeOf<SignIn>()(
  v.looseObject({
    id: v.string(),
    personId: v.exactOptional(v.string()),
    browserHash: v.exactOptional(v.string()),
    expiresAtMs: v.number(),
    wrongCodes: v.number(),
    linkCodes: v.exactOptional(v.number()),
    usedAt: v.exactOptional(v.number()),
  }),
);

const signInOf = (row: Row): SignIn => readRow(signInShape, row);

/** The id of the notice by which an attempt's mail is sent. */
export function signInNoticeId(attemptId: string): string {
  return `sign-in-${attemptId}`;
}

/** Where attempts to sign in are kept. */
export type SignInStore = Pick<KeepSignIn, 'keep'> &
  Pick<FinishSignInDeps, 'load' | 'spend' | 'countCode'>;

/** The attempts in this table. */
export function signInStore(table: Table, now: () => number): SignInStore {
  return {
    keep: async (attempt, mailing) => {
      await put(table, attempt);
      const { id: attemptId, personId } = attempt;
      // A stranger costs the same: nobody learns by the time it takes who is at the desk.
      if (personId === undefined || mailing === undefined) return await put(table, attempt);
      const at = now();
      const notice = newNotice({
        id: signInNoticeId(attemptId),
        newsletterId: mailing.newsletterId,
        kind: 'deskSignIn',
        values: {},
        signIn: {
          ...{ attemptId, personId, until: attempt.expiresAtMs },
          ...(mailing.from === undefined ? {} : { from: mailing.from }),
        },
        at,
      });
      await noteLetter(table, notice, at);
    },
    load: async (attemptId) => {
      const row = await getRow(table, keys.signIn(attemptId));
      return row && signInOf(row);
    },
    spend: async ({ id }, at) => {
      const result = await updateRow(table, keys.signIn(id), {
        UpdateExpression: 'SET usedAt = :at',
        ConditionExpression: 'attribute_not_exists(usedAt) AND expiresAtMs > :at',
        ExpressionAttributeValues: { ':at': at },
      });
      return result.kind === 'updated';
    },
    countCode: async ({ id }, way, max) => {
      const result = await updateRow(table, keys.signIn(id), {
        UpdateExpression: 'ADD #codes :one',
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(#codes) OR #codes < :max)',
        ExpressionAttributeNames: { '#codes': way === 'link' ? 'linkCodes' : 'wrongCodes' },
        ExpressionAttributeValues: { ':one': 1, ':max': max },
      });
      return result.kind === 'updated';
    },
  };
}

async function put(table: Table, attempt: SignIn): Promise<void> {
  const Item = { ...keys.signIn(attempt.id), ...attempt, expiresAt: ttl(attempt.expiresAtMs) };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}

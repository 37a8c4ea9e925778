/**
 * What DynamoDB does by itself and the engine does not: rows whose time is over are deleted (DynamoDB
 * Developer Guide, "Using time to live": within a few days). Whoever reads compares with the clock
 * anyway; but what is to be forgotten has to go.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { dayMs, minuteMs } from '../../../functions/config/time.ts';
import type { Table } from '../../../functions/store/client.ts';
import { timeToLiveAttribute } from '../../../functions/store/indexes.ts';

const keySchema = v.object({ pk: v.string(), sk: v.string() });
const pageRows = 250;
/** Between two pages: readers do not wait for this. */
const pauseMs = 50;
const firstAfterMs = 10 * minuteMs;

/** Deletes every row whose time (in seconds since 1970) is over at `now` (ms); returns how many. */
export async function deleteExpired({ client, name }: Table, now: number): Promise<number> {
  const over = {
    ExpressionAttributeNames: { '#until': timeToLiveAttribute },
    ExpressionAttributeValues: { ':now': Math.floor(now / 1000) },
  };
  const isOver = '#until < :now';
  let deleted = 0;
  const pages = paginateScan(
    { client, pageSize: pageRows },
    { TableName: name, FilterExpression: isOver, ...over },
  );
  for await (const { Items = [] } of pages) {
    for (const row of Items) {
      const Key = v.parse(keySchema, row);
      const asked = { TableName: name, Key, ConditionExpression: isOver, ...over };
      // One that was given more time meanwhile stays.
      await client.send(new DeleteCommand(asked)).then(
        () => {
          deleted += 1;
        },
        (error: unknown) => {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        },
      );
    }
    await sleep(pauseMs, undefined, { ref: false });
  }
  return deleted;
}

/** Does so once a day. Returns how to stop it. */
export function keepExpiring(
  table: Table,
  now: () => number,
  onError: (error: unknown) => void,
): () => void {
  const run = () => void deleteExpired(table, now()).catch(onError);
  const first = setTimeout(run, firstAfterMs);
  const daily = setInterval(run, dayMs);
  return () => {
    clearTimeout(first);
    clearInterval(daily);
  };
}

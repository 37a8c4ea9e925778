/**
 * Conditional updates that are asked for while another is under way go together in one call, which
 * costs a third or less of as many single ones. Nobody waits for company: what is asked for alone
 * goes alone and at once.
 */
import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { type Key, type Row, type Table, type UpdateResult, updateRow } from './client.ts';
import { type ConditionalUpdate, statementOf } from './statement.ts';

/** DynamoDB takes 25; what dies with one call is as much as the events of SES soon make up for. */
const togetherMax = 10;

/** Makes one conditional update, sooner or later with others; its refusal is a value. */
export type Update = (key: Key, update: ConditionalUpdate) => Promise<UpdateResult>;

interface Asked {
  readonly key: Key;
  readonly update: ConditionalUpdate;
  readonly answer: (result: Promise<UpdateResult>) => void;
}

/** Each update by itself. */
export function singleUpdates(table: Table): Update {
  return (key, update) => updateRow(table, key, update);
}

/**
 * Updates of different rows that meet go together. Each succeeds or is refused by itself. A table
 * that takes no such call, or not this one, is asked for one at a time from then on.
 */
export function gatherUpdates(table: Table): Update {
  const waiting: Asked[] = [];
  const state = { underWay: 0, isTaken: true };
  const go = async (): Promise<void> => {
    state.underWay++;
    const { isTaken } = await carryOut(table, waiting.splice(0, togetherMax));
    state.underWay--;
    if (!isTaken) state.isTaken = false;
    if (waiting.length > 0) await go();
  };
  return (key, update) => {
    if (!state.isTaken) return updateRow(table, key, update);
    return new Promise((answer) => {
      waiting.push({ key, update, answer });
      if (state.underWay === 0 || waiting.length === togetherMax) void go();
    });
  };
}

/** Ends when the call is answered, and never fails: whatever goes wrong is for those who asked. */
async function carryOut(table: Table, group: readonly Asked[]): Promise<{ isTaken: boolean }> {
  const [first, ...others] = group;
  if (first === undefined) return { isTaken: true };
  if (others.length === 0) {
    const result = updateRow(table, first.key, first.update);
    first.answer(result);
    await result.catch(() => {});
    return { isTaken: true };
  }
  const responses = await executeAll(table, group).catch((): BatchStatementResponse[] => []);
  for (const [n, { key, update, answer }] of group.entries()) {
    const row = rowOf(update, responses[n]);
    // Why it was refused, and what the row holds, a single update tells; it may meet its own doing.
    answer(row === undefined ? updateRow(table, key, update) : Promise.resolve(updated(row)));
  }
  return { isTaken: !responses.some((one) => neverTaken.has(one.Error?.Code ?? '')) };
}

/** What is wrong with a statement itself, and will be with the next (BatchStatementError). */
const neverTaken = new Set(['ValidationError', 'AccessDenied']);

type BatchStatementResponse = NonNullable<BatchExecuteStatementCommandOutput['Responses']>[number];

const updated = (row: Row): UpdateResult => ({ kind: 'updated', row });

/** The row where it was asked for, or an empty one; undefined where the update was not carried out. */
function rowOf(
  { ReturnValues }: ConditionalUpdate,
  response: BatchStatementResponse | undefined,
): Row | undefined {
  if (response === undefined || response.Error !== undefined) return undefined;
  return ReturnValues === undefined ? {} : response.Item;
}

async function executeAll(
  { client, name }: Table,
  group: readonly Asked[],
): Promise<BatchStatementResponse[]> {
  const Statements = group.map(({ key, update }) => statementOf(name, key, update));
  const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
  return Responses;
}

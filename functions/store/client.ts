/** The connection to the table: one document client, and the calls that every noun makes on it. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { atOnce, type Backoff } from '../config/backoff.ts';
import type { Hashes } from '../config/hash-key.ts';
import { isPossibleKey } from './possible-key.ts';
import { afterCancelling, untilDone } from './try-again.ts';

/** The table: the client and the name. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  /** Is told of a malformed row that was passed over among others. */
  readonly reportMalformed: (error: Error) => void;
  /** Waits before a call is made again that the table did not take, or not all of it. */
  readonly backoff: Backoff;
  /** For the keys of addresses that are not kept; without it they are neither found nor written. */
  readonly hashes?: Hashes | undefined;
}

/** A row as DynamoDB has it, attributes by name. */
export type Row = Record<string, unknown>;

/** The key of a row. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const attemptsByDefault = 3;
const requestTimeoutMs = 2_000;
const connectionTimeoutMs = 1_000;
const batchGetMax = 100;

/** `endpoint` serves the stage. */
export interface TableOptions {
  readonly endpoint?: string | undefined;
  /** How often the SDK tries a call; 1 when a late write would be worse than none. */
  readonly attemptsMax?: number;
  /** Is told of malformed rows among many, which are passed over then; without it the first throws. */
  readonly reportMalformed?: ((error: Error) => void) | undefined;
  /** Without it calls are repeated at once, which only an engine of one's own bears. */
  readonly backoff?: Backoff;
  readonly hashes?: Hashes | undefined;
}

/** Opens the table. An attempt takes at most two seconds. */
export function openTable(name: string, options: TableOptions = {}): Table {
  const { endpoint, attemptsMax = attemptsByDefault } = options;
  const { reportMalformed = throwIt, backoff = atOnce } = options;
  const client = new DynamoDBClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: attemptsMax,
    requestHandler: {
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      connectionTimeout: connectionTimeoutMs,
    },
  });
  // Composed anew for each call, a tenth of what it costs; nobody asks for it.
  client.middlewareStack.remove('getUserAgentMiddleware');
  // Copies every call and answer for a log that nobody keeps: what belongs in one, doors write.
  client.middlewareStack.remove('loggerMiddleware');
  const marshallOptions = { removeUndefinedValues: true };
  return {
    client: DynamoDBDocumentClient.from(client, { marshallOptions }),
    name,
    reportMalformed,
    backoff,
    hashes: options.hashes,
  };
}

function throwIt(error: Error): never {
  throw error;
}

/** One row as it is now, or undefined. */
export async function getRow(table: Table, key: Key): Promise<Row | undefined> {
  if (!isPossibleKey(key)) return undefined;
  const answer = await table.client.send(
    new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }),
  );
  return answer.Item;
}

/** One row as it was a moment ago, at half the price. */
export async function glanceAtRow(table: Table, key: Key): Promise<Row | undefined> {
  if (!isPossibleKey(key)) return undefined;
  const answer = await table.client.send(new GetCommand({ TableName: table.name, Key: key }));
  return answer.Item;
}

type Projection = Pick<
  NonNullable<BatchGetCommandInput['RequestItems']>[string],
  'ProjectionExpression' | 'ExpressionAttributeNames'
>;

/** The rows of these keys as they are now, in no order; who is not there is left out. */
export async function getRows(
  table: Table,
  wanted: readonly Key[],
  projection: Projection = {},
): Promise<Row[]> {
  const byKey = new Map(wanted.map((key) => [`${key.pk} ${key.sk}`, key]));
  const unique = [...byKey.values()].filter(isPossibleKey);
  const rows: Row[] = [];
  for (let start = 0; start < unique.length; start += batchGetMax) {
    rows.push(...(await getBatch(table, unique.slice(start, start + batchGetMax), projection)));
  }
  return rows;
}

/** DynamoDB may leave keys of a batch unprocessed: they are asked for again. */
async function getBatch(
  table: Table,
  wanted: readonly Key[],
  projection: Projection,
): Promise<Row[]> {
  const rows: Row[] = [];
  await untilDone(table, wanted.map(keyOf), async (Keys) => {
    const request = { Keys, ConsistentRead: true, ...projection };
    const answer = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: request } }),
    );
    rows.push(...(answer.Responses?.[table.name] ?? []));
    return answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
  });
  return rows;
}

const keyOf = ({ pk, sk }: Key): Row => ({ pk, sk });

/** The first rows of a query, up to its `Limit`. */
export async function queryFirst(
  table: Table,
  query: Omit<QueryCommandInput, 'TableName'> & { readonly Limit: number },
): Promise<Row[]> {
  const answer = await table.client.send(new QueryCommand({ TableName: table.name, ...query }));
  return answer.Items ?? [];
}

type PagedQuery = Omit<QueryCommandInput, 'TableName' | 'Limit'>;

/** All rows of a query. */
export async function queryRows(table: Table, query: PagedQuery): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of queryPages(table, query)) rows.push(...page);
  return rows;
}

/** The rows of a query page by page, each of at most a megabyte of the table or so many rows. */
export async function* queryPages(
  table: Table,
  query: PagedQuery,
  pageSize?: number,
): AsyncGenerator<Row[]> {
  const { client, name: TableName } = table;
  const paging = pageSize === undefined ? { client } : { client, pageSize };
  for await (const page of paginateQuery(paging, { TableName, ...query })) yield page.Items ?? [];
}

/** `refused` shows the row as it was when the condition failed, or none when there is none. */
export type UpdateResult =
  | { readonly kind: 'updated'; readonly row: Row }
  | { readonly kind: 'refused'; readonly row: Row | undefined };

/** An update of a row, on a condition or not. */
export type RowUpdate = Omit<UpdateCommandInput, 'TableName' | 'Key' | 'UpdateExpression'> & {
  readonly UpdateExpression: string;
};

/** One conditional update, its refusal a value. */
export async function updateRow(
  table: Table,
  key: Key,
  update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
): Promise<UpdateResult> {
  try {
    const answer = await table.client.send(
      new UpdateCommand({
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        ...update,
        TableName: table.name,
        Key: key,
      }),
    );
    return { kind: 'updated', row: answer.Attributes ?? {} };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      // The document client leaves what comes with an error as it came.
      return { kind: 'refused', row: error.Item && unmarshall(error.Item) };
    }
    throw error;
  }
}

/** What a transaction holds. */
export type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>;

/**
 * Several writes, all or none. `refused` when a condition did not hold. Two transactions that meet
 * on a row are tried again after a while, a few seconds in all, and then throw; the SDK gives each
 * call a token that makes its own repeats harmless. Writes that hold an instant are given as what makes
 * them: each try has its own.
 */
export async function transact(
  table: Table,
  items: TransactItems | (() => TransactItems),
): Promise<'written' | 'refused'> {
  for (let tries = 1; ; tries++) {
    const TransactItems = typeof items === 'function' ? items() : items;
    try {
      await table.client.send(new TransactWriteCommand({ TransactItems }));
      return 'written';
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      if ((await afterCancelling(table, error, tries)) === 'refused') return 'refused';
    }
  }
}

/**
 * Whether a service refused or did not answer, as it may at any time, and not because of what it was
 * asked: of its own errors only a request that it cannot take is that.
 */
export function isPassing(error: unknown): boolean {
  const isOfService = error instanceof Error && '$metadata' in error;
  return isOfService && error.name !== 'ValidationException';
}

/** Seconds since 1970, as TTL wants them. */
export function ttl(instantMs: number): number {
  return Math.ceil(instantMs / 1000);
}

/** The row without what belongs to the table itself. */
export function contentOf(row: Row): Row {
  const { pk, sk, expiresAt, ...fields } = row;
  const { dueKind, dueAt, segmentShard, subscriberId, pollSlot, findIn, findKey, ...rest } = fields;
  return rest;
}

/**
 * Our stand-in for point-in-time recovery, which the table engine has not: RestoreTableToPointInTime
 * and DescribeTable as the Amazon DynamoDB API Reference describes them; everything else goes on to
 * the engine. AWS restores to any second of the last days, the stage to the latest of the instants
 * that it keeps (`points.ts`) at or before the one that is asked for.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Row, Table } from '../../../functions/store/client.ts';
import { tableDescription } from '../../../functions/store/indexes.ts';
import { createTable } from '../table.ts';
import type { Points } from './points.ts';

/** What it stands before. */
export interface RecoveryDeps {
  readonly endpoint: string;
  readonly table: Table;
  readonly points: Points;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

const restoreSchema = v.object({
  SourceTableName: v.string(),
  TargetTableName: v.pipe(v.string(), v.regex(/^[\w.-]{3,255}$/)),
  /** Seconds since 1970, as the JSON protocol has instants. */
  RestoreDateTime: v.optional(v.number()),
});
type Asked = v.InferOutput<typeof restoreSchema>;

const batchWriteMax = 25;

/** Answers calls of the JSON protocol. */
export function recoveryListener(
  deps: RecoveryDeps,
): (request: IncomingMessage, response: ServerResponse) => void {
  const copies: Copies = new Map();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const target = String(request.headers['x-amz-target']).split('.')[1];
    if (target === 'RestoreTableToPointInTime') return restore(body, response, copies, deps);
    const answer = await passOn(request, body, deps.endpoint);
    const text = await answer.text();
    const name = v.safeParse(named, parse(body));
    const copy =
      target === 'DescribeTable' && name.success ? copies.get(name.output.TableName) : undefined;
    send(response, answer.status, copy !== undefined && answer.ok ? described(text, copy) : text);
  };
  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      deps.onError(error);
      response.writeHead(500).end();
    });
  };
}

const named = v.object({ TableName: v.string() });

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** The instant (ms) that a copy is of; while it is filled, nobody may read it. */
interface Copy {
  readonly instant: number;
  readonly isFilling: boolean;
}
type Copies = Map<string, Copy>;

/** With what the engine does not know of it ("TableDescription", "RestoreSummary"). */
function described(text: string, { instant, isFilling }: Copy): string {
  const { Table: fields } = v.parse(v.object({ Table: v.looseObject({}) }), JSON.parse(text));
  const RestoreSummary = { RestoreDateTime: instant / 1000, RestoreInProgress: isFilling };
  const status = isFilling ? { TableStatus: 'CREATING' } : {};
  return JSON.stringify({ Table: { ...fields, ...status, RestoreSummary } });
}

function passOn({ headers }: IncomingMessage, body: Buffer, endpoint: string): Promise<Response> {
  const kept = ['x-amz-target', 'content-type', 'authorization', 'x-amz-date'];
  const passed = kept.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, String(headers[name])] as const],
  );
  return fetch(endpoint, {
    method: 'POST',
    headers: Object.fromEntries(passed),
    body: new Uint8Array(body),
  });
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(text);
}

async function restore(
  body: Buffer,
  response: ServerResponse,
  copies: Copies,
  deps: RecoveryDeps,
): Promise<void> {
  const asked = v.safeParse(restoreSchema, parse(body));
  if (!asked.success) return refuse(response, 'ValidationException', 'The request is malformed.');
  const { TargetTableName } = asked.output;
  const instant = instantOf(asked.output, deps);
  if (typeof instant === 'object') return refuse(response, ...instant.refused);
  if (copies.get(TargetTableName)?.isFilling === true || (await exists(TargetTableName, deps))) {
    return refuse(response, 'TableAlreadyExistsException', 'Table already exists.');
  }
  copies.set(TargetTableName, { instant, isFilling: true });
  await createTable(deps.endpoint, { TableName: TargetTableName, ...tableDescription });
  // As AWS does: it answers at once, and the table is active when all is there.
  fill(TargetTableName, deps.points.rowsOf(instant), deps)
    .catch(deps.onError)
    .finally(() => copies.set(TargetTableName, { instant, isFilling: false }));
  const TableDescription = { TableName: TargetTableName, TableStatus: 'CREATING' };
  send(response, 200, JSON.stringify({ TableDescription }));
}

type Refused = { readonly refused: readonly [name: string, message: string] };

function instantOf(
  { SourceTableName, RestoreDateTime = 0 }: Asked,
  { table, points, now }: RecoveryDeps,
): number | Refused {
  if (SourceTableName !== table.name) {
    return { refused: ['TableNotFoundException', `Table not found: ${SourceTableName}`] };
  }
  const at = RestoreDateTime * 1000;
  const instant = points.instants().findLast((one) => one <= at);
  if (instant !== undefined && at <= now()) return instant;
  return { refused: ['InvalidRestoreTimeException', 'An invalid restore time was specified.'] };
}

function refuse(response: ServerResponse, name: string, message: string): void {
  const type = `com.amazonaws.dynamodb.v20120810#${name}`;
  send(response, 400, JSON.stringify({ __type: type, message }));
}

async function exists(name: string, { table }: RecoveryDeps): Promise<boolean> {
  try {
    await table.client.send(new DescribeTableCommand({ TableName: name }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

async function fill(name: string, rows: readonly Row[], { table }: RecoveryDeps): Promise<void> {
  for (let start = 0; start < rows.length; start += batchWriteMax) {
    const puts = rows.slice(start, start + batchWriteMax).map((Item) => ({ PutRequest: { Item } }));
    await table.client.send(new BatchWriteCommand({ RequestItems: { [name]: puts } }));
  }
}

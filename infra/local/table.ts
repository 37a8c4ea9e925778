/** The table engine: a DynamoDB of this machine's own, in a process that dies with ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';

/** A DynamoDB that runs, and how it is stopped. */
export interface TableEngine {
  readonly endpoint: string;
  /** It was there before us and stays when we go, with what others keep in it. */
  readonly isShared: boolean;
  readonly stop: () => Promise<void>;
}

const startTimeoutMs = 10_000;
const startTriesMax = 3;
const stopTimeoutMs = 3_000;

/**
 * Starts the engine on a file, or in memory when none is given. An endpoint named by
 * AWS_ENDPOINT_URL_DYNAMODB is used instead.
 */
export async function startTableEngine(file?: string): Promise<TableEngine> {
  const named = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  if (named !== undefined && named !== '') {
    return { endpoint: named, isShared: true, stop: async () => {} };
  }
  for (let tries = 1; tries <= startTriesMax; tries++) {
    const host = hiddenHost();
    const port = await freePort(host);
    const engine = spawnEngine(['serve', '--host', host, '--port', String(port), ...storage(file)]);
    const endpoint = `http://${host}:${port}`;
    if (await isAnswering(endpoint, engine)) {
      return { endpoint, isShared: false, stop: () => stopEngine(engine) };
    }
    // Somebody else may have taken the port meanwhile; and what is left waiting keeps us from ending.
    await stopEngine(engine);
  }
  throw new Error(
    `The table engine did not answer within ${startTimeoutMs} ms, ${startTriesMax} times.`,
  );
}

/** Makes a table, unless there is one of this name; one that an earlier release made gets new indexes. */
export async function createTable(endpoint: string, table: CreateTableCommandInput): Promise<void> {
  const client = new DynamoDBClient({ endpoint });
  try {
    await client.send(new CreateTableCommand(table));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    await addIndexes(client, table);
  } finally {
    client.destroy();
  }
}

const lookAgainMs = 50;

/** One after the other, as DynamoDB takes them (API Reference, "UpdateTable"). */
async function addIndexes(client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  const { TableName, AttributeDefinitions, GlobalSecondaryIndexes = [] } = table;
  const indexesNow = async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return Table?.GlobalSecondaryIndexes ?? [];
  };
  const there = new Set((await indexesNow()).map(({ IndexName }) => IndexName));
  for (const Create of GlobalSecondaryIndexes) {
    if (there.has(Create.IndexName)) continue;
    const GlobalSecondaryIndexUpdates = [{ Create }];
    await client.send(
      new UpdateTableCommand({ TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates }),
    );
    while ((await indexesNow()).some(({ IndexStatus }) => IndexStatus !== 'ACTIVE')) {
      await sleep(lookAgainMs);
    }
  }
}

/** Takes a table of the moment away again, where the engine does not go with it. */
export async function dropTable({ endpoint, isShared }: TableEngine, name: string): Promise<void> {
  if (!isShared) return;
  const client = new DynamoDBClient({ endpoint });
  await client.send(new DeleteTableCommand({ TableName: name }));
  client.destroy();
}

/**
 * The engine waits on a pipe from us: when we end, however suddenly, the pipe closes and it goes
 * too. Its own process group keeps Ctrl-C from ending it before its last write.
 */
function spawnEngine(args: readonly string[]): ChildProcess {
  const script = '"$@" </dev/null & engine=$!; cat >/dev/null; kill "$engine"; wait "$engine"';
  return spawn('sh', ['-c', script, 'sh', engineBinary(), ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
}

function engineBinary(): string {
  try {
    return createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  } catch {
    throw new Error(
      'There is no table engine for this machine in node_modules (it comes for Linux on x64). ' +
        'Start a DynamoDB of your own and name it: AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000',
    );
  }
}

function storage(file: string | undefined): string[] {
  return file === undefined ? [] : ['--db-path', file];
}

/**
 * The engine answers whoever reaches it, and lets pages of any site read the answer. All of 127/8 is
 * this machine (RFC 1122 §3.2.1.3): at one of sixteen million addresses no page of a browser here
 * finds it, however many ports it tries.
 */
function hiddenHost(): string {
  const octet = () => randomInt(1, 255);
  return `127.${octet()}.${octet()}.${octet()}`;
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

async function isAnswering(endpoint: string, engine: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline && engine.exitCode === null) {
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered) return true;
    await sleep(10);
  }
  return false;
}

async function stopEngine(engine: ChildProcess): Promise<void> {
  if (engine.exitCode !== null) return;
  const ended = once(engine, 'exit');
  engine.stdin?.end();
  await Promise.race([ended, sleep(stopTimeoutMs, undefined, { ref: false })]);
}

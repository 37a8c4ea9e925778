/**
 * The table as it was, beside the one of now: DynamoDB's point-in-time recovery. It takes the rights
 * dynamodb:RestoreTableToPointInTime on the table, and on the copy all that reading, filling and
 * deleting it takes (DynamoDB Developer Guide, "Using IAM with DynamoDB backup and restore").
 */
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  InvalidRestoreTimeException,
  PointInTimeRecoveryUnavailableException,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  TableAlreadyExistsException,
  TableNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { RefusedError } from '../errors.ts';

/** Makes and drops copies of one table. */
export interface Recovery {
  /** Makes the copy of this instant (ms), or waits for one that is being made; returns its name. */
  readonly restore: (at: number, told: (waitedMs: number) => void) => Promise<string>;
  readonly drop: (at: number) => Promise<'dropped' | 'absent'>;
}

const lookAgainMs = 5_000;
const lookAgainHereMs = 100;
const nameCharsMax = 255;

/** The name of the copy: the same instant is the same copy, so that nobody makes two. */
function copyOf(table: string, at: number): string {
  const second = new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '');
  const ending = `-at-${second}`;
  return `${table.slice(0, nameCharsMax - ending.length)}${ending}`;
}

/** Recovery of a table, in AWS or where an endpoint says. */
export function openRecovery(
  table: string,
  sleep: (ms: number) => Promise<unknown>,
  endpoint?: string,
): Recovery {
  const client = new DynamoDBClient(endpoint === undefined ? {} : { endpoint });
  const waitMs = endpoint === undefined ? lookAgainMs : lookAgainHereMs;
  return {
    restore: async (at, told) => {
      const copy = copyOf(table, at);
      await begin(client, { table, copy, at });
      for (let waited = 0; !(await isActive(client, copy)); waited += waitMs) {
        told(waited);
        await sleep(waitMs);
      }
      return copy;
    },
    drop: async (at) => {
      try {
        await client.send(new DeleteTableCommand({ TableName: copyOf(table, at) }));
        return 'dropped';
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return 'absent';
        throw error;
      }
    },
  };
}

async function begin(
  client: DynamoDBClient,
  { table, copy, at }: { readonly table: string; readonly copy: string; readonly at: number },
): Promise<void> {
  try {
    await client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: table,
        TargetTableName: copy,
        RestoreDateTime: new Date(at),
        // Nobody looks into its indexes, and without them it is there sooner.
        GlobalSecondaryIndexOverride: [],
      }),
    );
  } catch (error) {
    if (error instanceof TableAlreadyExistsException) return;
    const words = wordsFor(error);
    if (words === undefined) throw error;
    throw new RefusedError(words);
  }
}

function wordsFor(error: unknown): string | undefined {
  if (error instanceof InvalidRestoreTimeException) {
    return (
      'The table cannot be brought back to that time: AWS keeps the last 14 days up to five ' +
      'minutes ago, and this machine the instants before its clock was moved.'
    );
  }
  if (error instanceof PointInTimeRecoveryUnavailableException) {
    return 'The table has no point-in-time recovery. Restore a file: paperboy restore FILE';
  }
  if (error instanceof TableNotFoundException) {
    return (
      'The table is gone. AWS keeps a backup of a deleted table for 35 days: restore it in the ' +
      'console and name it in adopt.table, or restore a file: paperboy restore FILE'
    );
  }
  return undefined;
}

async function isActive(client: DynamoDBClient, TableName: string): Promise<boolean> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  return Table?.TableStatus === 'ACTIVE';
}

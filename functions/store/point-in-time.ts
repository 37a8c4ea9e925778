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

/** `refused`: the time is not kept, the table has no recovery, or the table is gone. */
type Recovered =
  /** `asOf`: the instant (ms) that the copy is of, which the stage has not for every second. */
  | { readonly kind: 'made'; readonly name: string; readonly asOf: number }
  | { readonly kind: 'refused'; readonly why: 'time' | 'off' | 'gone' };

/** Makes and drops copies of one table. */
export interface Recovery {
  /** Makes the copy of this instant (ms), or waits for one that is being made. */
  readonly restore: (at: number, told: (waitedMs: number) => void) => Promise<Recovered>;
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
      const why = await begin(client, { table, copy, at });
      if (why !== undefined) return { kind: 'refused', why };
      for (let waited = 0; ; waited += waitMs) {
        const active = await activeSince(client, copy, at);
        if (active !== undefined) return { kind: 'made', name: copy, asOf: active };
        told(waited);
        await sleep(waitMs);
      }
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

type Refusal = Extract<Recovered, { kind: 'refused' }>['why'];

async function begin(
  client: DynamoDBClient,
  { table, copy, at }: { readonly table: string; readonly copy: string; readonly at: number },
): Promise<Refusal | undefined> {
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
    return undefined;
  } catch (error) {
    if (error instanceof TableAlreadyExistsException) return undefined;
    if (error instanceof InvalidRestoreTimeException) return 'time';
    if (error instanceof PointInTimeRecoveryUnavailableException) return 'off';
    if (error instanceof TableNotFoundException) return 'gone';
    throw error;
  }
}

/**
 * Of which instant a copy is that can be read; undefined: not yet. Right after it was begun it may
 * not be known (API Reference, "DescribeTable", "RestoreSummary").
 */
async function activeSince(
  client: DynamoDBClient,
  TableName: string,
  at: number,
): Promise<number | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus !== 'ACTIVE') return undefined;
    return Table.RestoreSummary?.RestoreDateTime?.getTime() ?? at;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

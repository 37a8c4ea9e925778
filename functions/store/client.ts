/** The connection to the table: one document client, and the name of the table it works on. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

const requestTimeoutMs = 2_000;
const connectionTimeoutMs = 1_000;

/**
 * Opens the table. A call takes at most a few seconds with its retries, well below the time that an
 * item waits before it is eligible (`eligibleLagMs`). `endpoint` serves the stand-in cloud.
 */
export function openTable(name: string, endpoint?: string): Table {
  const client = new DynamoDBClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 3,
    requestHandler: {
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      connectionTimeout: connectionTimeoutMs,
    },
  });
  return {
    client: DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    }),
    name,
  };
}

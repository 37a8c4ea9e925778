/** What readers were last mailed, without the rest of their rows. */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Submission } from '../subscriber/subscriber.ts';
import type { Table } from './client.ts';
import { submissionShape } from './subscriber-row.ts';
import { keys } from './table.ts';

const glimpseShape = v.looseObject({ subscriberId: v.string(), lastSubmitted: submissionShape });

/**
 * The last submission of up to a hundred readers, by their ids, as it was a moment ago, in one call.
 * Of whom nothing is found or can be read, or nothing was answered at once, nothing is said.
 */
export async function lastSubmissions(
  table: Table,
  subscriberIds: readonly string[],
): Promise<ReadonlyMap<string, Submission>> {
  if (subscriberIds.length === 0) return new Map();
  const wanted = {
    Keys: subscriberIds.map(keys.subscriber),
    ProjectionExpression: 'subscriberId, lastSubmitted',
  };
  const answer = await table.client.send(
    new BatchGetCommand({ RequestItems: { [table.name]: wanted } }),
  );
  const rows = answer.Responses?.[table.name] ?? [];
  return new Map(
    rows.flatMap((row) => {
      const glimpse = v.safeParse(glimpseShape, row);
      if (!glimpse.success) return [];
      const { subscriberId, lastSubmitted } = glimpse.output;
      return [[subscriberId, lastSubmitted] as const];
    }),
  );
}

/** What of a newsletter is due next, from the index of what is due: its other segments are not read. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DueSegments, SegmentsAhead } from '../edition/plan/today.ts';
import { getRows, type Key, type Row, type Table } from './client.ts';
import { dueIndex } from './indexes.ts';
import { readEach } from './row.ts';
import { segmentOf } from './segment-row.ts';
import { someSegments } from './segments.ts';
import { keys } from './table.ts';

const instantsMax = 3;
/** So many segments are read, those due first before others. */
const segmentsReadMax = 100;
/** Segments of other newsletters lie between them. */
const keysAPage = 1_000;
const pagesMax = 2;

/** The next instants after `now` (ms) with the segments due then: five calls of the table at most. */
export async function segmentsAhead(
  table: Table,
  newsletterId: string,
  now: number,
): Promise<SegmentsAhead> {
  const found = await dueAfter(table, newsletterId, now);
  const due = found.isWhole ? found.due : await dueOfSome(table, newsletterId, now);
  const wanted = due.flatMap((one) => one.keys).slice(0, segmentsReadMax);
  const rows = await getRows(table, wanted);
  const next = due.map(({ at, keys: own }): DueSegments => {
    const names = new Set(own.map(({ sk }) => sk));
    const found = rows.filter(({ sk }) => names.has(String(sk)));
    const asked = wanted.filter(({ sk }) => names.has(sk));
    const segments = readEach(table, found, segmentOf);
    return { at, segments, unread: own.length - asked.length };
  });
  const isAny = next.length > 0 || (await someSegments(table, newsletterId, 1)).length > 0;
  return { next, isAny };
}

interface DueKeys {
  readonly at: number;
  readonly keys: Key[];
}

/** Of the first segments of a newsletter, where those of others fill the index for long. */
async function dueOfSome(table: Table, newsletterId: string, now: number): Promise<DueKeys[]> {
  const some = await someSegments(table, newsletterId, segmentsReadMax);
  const timed = some.filter(({ dueAt = 0 }) => dueAt > now);
  return [...Map.groupBy(timed, ({ dueAt = 0 }) => dueAt)]
    .sort(([one], [other]) => one - other)
    .slice(0, instantsMax)
    .map(([at, own]) => ({ at, keys: own.map(({ id }) => keys.segment(newsletterId, id)) }));
}

/** The keys of what is due at the next instants; not whole where pages were left unread before. */
async function dueAfter(
  table: Table,
  newsletterId: string,
  now: number,
): Promise<{ readonly due: DueKeys[]; readonly isWhole: boolean }> {
  const found = new Map<number, Key[]>();
  let after: Row | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: dueIndex,
        KeyConditionExpression: 'dueKind = :kind AND dueAt > :now',
        FilterExpression: 'pk = :own',
        ExpressionAttributeValues: {
          ':kind': 'segment',
          ':now': now,
          ':own': keys.newsletterPartition(newsletterId),
        },
        Limit: keysAPage,
        ...(after === undefined ? {} : { ExclusiveStartKey: after }),
      }),
    );
    for (const { pk, sk, dueAt } of Items) {
      const at = Number(dueAt);
      const own = found.get(at) ?? [];
      own.push({ pk: String(pk), sk: String(sk) });
      found.set(at, own);
    }
    after = LastEvaluatedKey;
    if (after === undefined || found.size > instantsMax) break;
  }
  const due = [...found].slice(0, instantsMax).map(([at, own]) => ({ at, keys: own }));
  return { due, isWhole: after === undefined || found.size > instantsMax };
}

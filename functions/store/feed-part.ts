/** The feeds of a newsletter as a list shows them, so many at a time as a page may read. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Feed, FeedKey } from '../feed/feed.ts';
import { getRows, type Row, type Table } from './client.ts';
import { feedOf } from './feed-row.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** Some of the feeds; `next` names the last, behind which there are more. */
export interface FeedPart {
  readonly feeds: readonly Feed[];
  readonly next?: string;
}

/** A query gives a megabyte: some hundreds of feeds that have been read for long. */
const queriesMax = 9;

/** What only reading a feed needs, and takes most of its row. */
type Heavy = 'ends' | 'lately' | 'shown' | 'withdrawn' | 'pagesLeft' | 'bodyHash' | 'validators';

const shown: Readonly<Record<Exclude<keyof Feed, Heavy>, true>> = {
  id: true,
  newsletterId: true,
  sectionId: true,
  url: true,
  title: true,
  siteUrl: true,
  fullText: true,
  addedAt: true,
  intervalMinutes: true,
  chosenMinutes: true,
  intervalChangedAt: true,
  askedMinutes: true,
  restTimes: true,
  started: true,
  backlogItems: true,
  state: true,
  hub: true,
  notBefore: true,
  failures: true,
  lastError: true,
  lastChangedAt: true,
  readAt: true,
  storing: true,
  habit: true,
  hold: true,
  isBlank: true,
  settleMinutes: true,
  approval: true,
  filters: true,
  gateAt: true,
  pagesRefused: true,
  moved: true,
  renamedAt: true,
  stoppedByClosing: true,
  takenUpAt: true,
  failingSince: true,
  failingToldAt: true,
  plainToldAt: true,
  silentToldAt: true,
};

const names = Object.keys(shown);
const projection = {
  ProjectionExpression: ['pk', 'sk', ...names.map((_, n) => `#f${n}`)].join(', '),
  ExpressionAttributeNames: Object.fromEntries(names.map((name, n) => [`#f${n}`, name])),
};

/** The feeds behind this one, by id; from the first without one. What is heavy of them is left out. */
export async function feedPart(
  table: Table,
  newsletterId: string,
  after?: string,
): Promise<FeedPart> {
  const rows: Row[] = [];
  let start: Row | undefined = after === undefined ? undefined : keys.feed(newsletterId, after);
  for (let query = 1; query <= queriesMax; query += 1) {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': keys.newsletterPartition(newsletterId),
          ':prefix': keys.feed(newsletterId, '').sk,
        },
        ...projection,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    rows.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
    if (start === undefined) break;
  }
  const feeds = readEach(table, rows, feedOf);
  const last = start === undefined ? undefined : String(start.sk).slice('FEED#'.length);
  return { feeds, ...(last === undefined ? {} : { next: last }) };
}

/** These feeds, in no order. */
export async function someFeeds(table: Table, wanted: readonly FeedKey[]): Promise<Feed[]> {
  const places = wanted.map(({ newsletterId, feedId }) => keys.feed(newsletterId, feedId));
  return readEach(table, await getRows(table, places, projection), feedOf);
}

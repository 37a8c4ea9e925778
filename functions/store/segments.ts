/** Segments: opened when a reader joins, found when they are due. */
import type { InstantCadence } from '../config/cadence.ts';
import type { Segment } from '../edition/segment.ts';
import { wakeArchive } from './archive.ts';
import { getRows, queryFirst, queryRows, type Table, updateRow } from './client.ts';
import { deleteIf } from './delete-if.ts';
import { dueKeys, dueRows } from './due.ts';
import { readEach } from './row.ts';
import { segmentOf } from './segment-row.ts';
import { keys } from './table.ts';

/** The segment rows. */
export interface SegmentStore {
  readonly join: (segment: Segment) => Promise<void>;
  readonly due: (at: number) => Promise<Segment[]>;
  readonly list: (newsletterId: string) => Promise<Segment[]>;
  readonly move: (segment: Segment, dueAt: number | undefined) => Promise<void>;
  /** Makes the instant segments of a newsletter due, and such an archive; says how many it found. */
  readonly wakeInstant: (newsletterId: string, at: number) => Promise<number>;
  readonly makeDue: (segment: Segment, at: number) => Promise<void>;
  readonly close: (segment: Segment, joinedBefore: number) => Promise<void>;
}

/** How the ids of instant segments begin (`segmentId`). */
const instantPrefixes: Readonly<Record<InstantCadence, string>> = { instant: 'instant-' };

/** The segments in this table. */
export function segmentStore(table: Table): SegmentStore {
  return {
    join: (segment) => join(table, segment),
    due: async (at) => readEach(table, await dueRows(table, 'segment', at), segmentOf),
    list: (newsletterId) => list(table, newsletterId, ''),
    move: (segment, dueAt) => move(table, segment, dueAt),
    wakeInstant: async (newsletterId, at) => {
      const found = Object.values(instantPrefixes).map((prefix) =>
        list(table, newsletterId, prefix),
      );
      const isArchiveWoken = await wakeArchive(table, newsletterId, at);
      const segments = (await Promise.all(found)).flat();
      for (const segment of segments) await setDue(table, segment, at);
      return segments.length + (isArchiveWoken ? 1 : 0);
    },
    makeDue: (segment, at) => setDue(table, segment, at),
    close: (segment, joinedBefore) => close(table, segment, joinedBefore),
  };
}

/** A segment that exists keeps the instant it is due; the joining is noted all the same. */
async function join(table: Table, segment: Segment): Promise<void> {
  const { newsletterId, id, dueAt, language, ...facts } = segment;
  const due = dueAt === undefined ? '' : ', dueKind = :kind, dueAt = if_not_exists(dueAt, :dueAt)';
  const own = language === undefined ? '' : ', #language = :language';
  await updateRow(table, keys.segment(newsletterId, id), {
    UpdateExpression:
      'SET id = :id, newsletterId = :newsletterId, schedule = :schedule, ' +
      `sections = :sections, joinedAt = :joinedAt${own}${due}`,
    ExpressionAttributeValues: {
      ':id': id,
      ':newsletterId': newsletterId,
      ':schedule': facts.schedule,
      ':sections': facts.sections,
      ':joinedAt': facts.joinedAt,
      ...(dueAt === undefined ? {} : { ':kind': 'segment', ':dueAt': dueAt }),
      ...(language === undefined ? {} : { ':language': language }),
    },
    ...(language === undefined ? {} : { ExpressionAttributeNames: { '#language': 'language' } }),
  });
}

async function list(table: Table, newsletterId: string, prefix: string): Promise<Segment[]> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: {
      ':pk': keys.newsletterPartition(newsletterId),
      ':prefix': `SEGMENT#${prefix}`,
    },
    ConsistentRead: true,
  });
  return readEach(table, rows, segmentOf);
}

/** So many segments of a newsletter, at most, in the order of their ids. */
export async function someSegments(
  table: Table,
  newsletterId: string,
  limit: number,
): Promise<Segment[]> {
  const { pk, sk } = keys.segment(newsletterId, '');
  const rows = await queryFirst(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': sk },
    Limit: limit,
  });
  return readEach(table, rows, segmentOf);
}

/** Those that were due by this instant (ms), in no order: thousands, where nobody has planned for a while. */
export async function lateSegments(table: Table, at: number): Promise<Segment[]> {
  return readEach(table, await getRows(table, await dueKeys(table, 'segment', at)), segmentOf);
}

/** The first of the segments of a newsletter, and those of these ids that there are. */
export async function segmentsAmong(
  table: Table,
  newsletterId: string,
  { ids, max }: { readonly ids: readonly string[]; readonly max: number },
): Promise<Segment[]> {
  const first = await someSegments(table, newsletterId, max);
  const known = new Set(first.map(({ id }) => id));
  const missing = first.length < max ? [] : ids.filter((id) => !known.has(id));
  const rows = await getRows(
    table,
    missing.map((id) => keys.segment(newsletterId, id)),
  );
  const all = [...readEach(table, rows, segmentOf), ...first];
  return [...new Map(all.map((segment) => [segment.id, segment])).values()];
}

/** Makes a segment that exists due at this instant (ms), unless it is earlier; false when it is. */
export async function dueNoLaterThan(
  table: Table,
  { newsletterId, segmentId }: { readonly newsletterId: string; readonly segmentId: string },
  at: number,
): Promise<boolean> {
  const { kind } = await updateRow(table, keys.segment(newsletterId, segmentId), {
    UpdateExpression: 'SET dueKind = :kind, dueAt = :at',
    ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(dueAt) OR dueAt > :at)',
    ExpressionAttributeValues: { ':kind': 'segment', ':at': at },
  });
  return kind === 'updated';
}

/** Moves on from the instant that was planned; a wake that came meanwhile stays. */
async function move(table: Table, segment: Segment, dueAt: number | undefined): Promise<void> {
  await updateRow(table, keys.segment(segment.newsletterId, segment.id), {
    UpdateExpression: dueAt === undefined ? 'REMOVE dueKind, dueAt' : 'SET dueAt = :next',
    ConditionExpression: 'dueAt = :planned',
    ExpressionAttributeValues: {
      ':planned': segment.dueAt,
      ...(dueAt === undefined ? {} : { ':next': dueAt }),
    },
  });
}

async function setDue(table: Table, segment: Segment, at: number): Promise<void> {
  await updateRow(table, keys.segment(segment.newsletterId, segment.id), {
    UpdateExpression: 'SET dueKind = :kind, dueAt = :at',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':kind': 'segment', ':at': at },
  });
}

/** Takes an empty segment down, unless somebody has joined lately. */
async function close(table: Table, segment: Segment, joinedBefore: number): Promise<void> {
  await deleteIf(table, keys.segment(segment.newsletterId, segment.id), {
    ConditionExpression: 'joinedAt < :before',
    ExpressionAttributeValues: { ':before': joinedBefore },
  });
}

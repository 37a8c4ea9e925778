/** Readers who are moved to a newsletter's default schedule: how far that is, and what it reads. */
import * as v from 'valibot';
import type {
  DefaultMove,
  DefaultMoveRecords,
  DefaultMoveState,
} from '../subscriber/default-move.ts';
import type { DefaultMoveDeps } from '../subscriber/default-move-step.ts';
import { getRow, type Row, type Table } from './client.ts';
import { dueRows } from './due.ts';
import { mailedReaders } from './mailed-readers.ts';
import { putVersion } from './put-version.ts';
import { nameIn, readEach, readRow, shapeOf } from './row.ts';
import { scheduleShape } from './schedule-row.ts';
import { subscriberStore } from './subscribers.ts';
import { keys } from './table.ts';

const moveShape = shapeOf<DefaultMove>()(
  v.looseObject({
    newsletterId: v.string(),
    version: v.number(),
    state: nameIn<DefaultMoveState>(),
    to: scheduleShape,
    by: v.string(),
    createdAt: v.number(),
    startedAt: v.exactOptional(v.number()),
    endedAt: v.exactOptional(v.number()),
    place: v.exactOptional(
      v.looseObject({
        segmentId: v.string(),
        shard: v.number(),
        reader: v.exactOptional(v.string()),
      }),
    ),
    underway: v.array(v.string()),
    from: v.array(v.looseObject({ schedule: scheduleShape, readers: v.number() })),
    staying: v.number(),
    moved: v.number(),
    changed: v.number(),
    worker: v.exactOptional(v.looseObject({ token: v.string(), until: v.number() })),
    lookAgainAt: v.exactOptional(v.number()),
  }),
);

const kind = 'default-move';
/** As many are gone on with at a tick of the sweep. */
const dueMax = 20;

/** What `defaultMoveStep` reads and writes, but for what its door has. */
export type DefaultMoveBook = Pick<DefaultMoveDeps, 'records' | 'walk' | 'save'>;

/** The book in this table. */
export function defaultMoveBook(table: Table, now: () => number): DefaultMoveBook {
  return {
    records: records(table),
    walk: mailedReaders(table, now),
    save: subscriberStore(table, now).save,
  };
}

function records(table: Table): DefaultMoveRecords {
  return {
    load: (newsletterId) => load(table, newsletterId),
    save: (next, was) =>
      putVersion(table, {
        ...{ next, row: moveRow(next), was },
        load: () => load(table, next.newsletterId),
      }),
    due: async (at) => readEach(table, await dueRows(table, kind, at, dueMax), moveOf),
  };
}

async function load(table: Table, newsletterId: string): Promise<DefaultMove | undefined> {
  const row = await getRow(table, keys.defaultMove(newsletterId));
  return row && moveOf(row);
}

/** What a row holds. Throws `MalformedRow`. */
export function moveOf(row: Row): DefaultMove {
  return readRow(moveShape, row);
}

/** The row; in the index while somebody is to look at it. */
export function moveRow(move: DefaultMove): Row {
  const { newsletterId, lookAgainAt: dueAt } = move;
  const due = dueAt === undefined ? {} : { dueKind: kind, dueAt };
  return { ...keys.defaultMove(newsletterId), ...move, ...due };
}

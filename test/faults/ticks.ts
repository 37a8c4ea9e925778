/**
 * The ticks of a trial: the schedules of the template, each fired when it may have anything to do,
 * on time, late, twice or not at all, as the weather has it.
 */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DueKind } from '../../functions/store/due.ts';
import { dueIndex } from '../../functions/store/indexes.ts';
import { openSchedules } from '../../infra/local/schedules/schedules.ts';
import { openTarget } from '../../infra/local/schedules/target.ts';
import { type ScheduleDeclaration, schedulesOf } from '../../infra/local/template/triggers.ts';
import { type DoorName, queueOf } from './declared.ts';
import type { World } from './trial.ts';
import type { Weather } from './weather.ts';

const minuteMs = 60_000;
const stretchMs = 5 * minuteMs;

/** What makes a tick worth its while. Feeds are nobody's matter here, so poll does not tick. */
const kindsOf = {
  digest: ['segment', 'edition', 'call'],
  sweep: ['batch', 'confirmation', 'notice'],
} as const satisfies Partial<Record<DoorName, readonly DueKind[]>>;
const ticking = ['digest', 'sweep'] as const;
type TickingDoor = (typeof ticking)[number];

export interface Ticks {
  /** When each schedule fires next. */
  readonly next: () => ReadonlyMap<TickingDoor, number>;
  /** While messages are there to be worked on, schedules are looked at once a minute. */
  readonly lookAhead: (otherwise: number) => Promise<void>;
  /** Fires those whose tick has come. */
  readonly fire: () => Promise<void>;
}

/** Opens the schedules of the template. */
export function openTicks(world: World): Ticks {
  const { clock, chance, weather } = world;
  const declared = schedulesOf(world.declared.template);
  const fireOne = openFiring(world, declared);
  const last = new Map<TickingDoor, number>();
  let next: ReadonlyMap<TickingDoor, number> = new Map();
  let lookedAt = 0;
  return {
    next: () => next,
    lookAhead: async (otherwise) => {
      const now = clock.now();
      if (otherwise <= now && now < lookedAt + minuteMs) return;
      lookedAt = now;
      next = await nextTicks(world, declared, last);
    },
    fire: async () => {
      lookedAt = 0;
      for (const [door, tick] of next) {
        if (tick > clock.now()) continue;
        last.set(door, tick);
        const share = chance.share('tick', door, tick);
        const odds = weather().ticks ?? 0;
        if (isLost(tick, share, weather())) continue;
        const again = share < (2 * odds) / 3;
        if (share < odds) clock.moveTo(tick + Math.round(chance.share('late tick', tick) * 90_000));
        await fireOne(door, tick);
        if (again) await fireOne(door, tick);
      }
    },
  };
}

/** By bad luck; and where days go by in which nothing can be done, most are. */
function isLost(tick: number, share: number, { ticks = 0, stretchEach = 1 }: Weather): boolean {
  return share < ticks / 3 || Math.floor(tick / stretchMs) % stretchEach !== 0;
}

/** Calls a schedule's target, a door or its queue, in the role that the template gives it. */
function openFiring(
  { declared, host, queues, clock }: World,
  schedules: readonly ScheduleDeclaration[],
) {
  const call = openTarget({
    template: declared.template,
    rights: declared.rights,
    doors: {
      byArn: (wanted) => {
        const found = declared.doors.find(({ arn }) => arn === wanted)?.door;
        const door = ticking.find((name) => name === found);
        if (door === undefined) throw new Error(`No door of the trial is ${wanted}.`);
        return (event) => host.invoke(door, event);
      },
    },
    queues: {
      byArn: (arn) => queueOf(declared, arn),
      put: async ({ title }, { body, group }) => queues.put(title, body, { lane: group }),
    },
    sleep: clock.sleep,
  });
  const failed: unknown[] = [];
  const fired = openSchedules(schedules, {
    call,
    settled: async () => {},
    onError: (error) => void failed.push(error),
  });
  return async (door: TickingDoor, tick: number) => {
    await fired.fire(door, tick);
    if (failed.length > 0) throw failed[0];
  };
}

/** When each schedule fires next with anything to do: a tick that finds nothing changes nothing. */
async function nextTicks(
  world: World,
  schedules: readonly ScheduleDeclaration[],
  last: ReadonlyMap<TickingDoor, number>,
): Promise<Map<TickingDoor, number>> {
  const now = world.clock.now();
  const ticks = new Map<TickingDoor, number>();
  for (const door of ticking) {
    const schedule = schedules.find(({ name }) => name === door);
    if (schedule === undefined) throw new Error(`The template declares no schedule for ${door}.`);
    const dues = await Promise.all(kindsOf[door].map((kind) => firstDue(world, kind)));
    const due = Math.max(Math.min(...dues), schedule.lastTick(now), (last.get(door) ?? 0) + 1);
    ticks.set(door, tickFrom(schedule, due));
  }
  return ticks;
}

/** The first tick at or after an instant; schedules are as fine as minutes. */
function tickFrom({ lastTick }: ScheduleDeclaration, instant: number): number {
  if (instant === Number.POSITIVE_INFINITY) return instant;
  let at = Math.ceil(instant / minuteMs) * minuteMs;
  while (lastTick(at) < instant) at += minuteMs;
  return lastTick(at);
}

async function firstDue({ table, dues }: World, kind: DueKind): Promise<number> {
  const known = dues.get(kind);
  if (known !== undefined) return known;
  const answer = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: dueIndex,
      KeyConditionExpression: 'dueKind = :kind',
      ExpressionAttributeValues: { ':kind': kind },
      Limit: 1,
    }),
  );
  const first = Number(answer.Items?.[0]?.dueAt ?? Number.POSITIVE_INFINITY);
  dues.set(kind, first);
  return first;
}

/** The days of a trial: ticks, messages, items and people, each at their instant. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { eligibleLagMs, type Item } from '../../functions/feed/item.ts';
import { itemStore } from '../../functions/store/items.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { type DueKind, dueIndex } from '../../functions/store/table.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import type { DoorName } from './host.ts';
import { planOwner } from './owner.ts';
import { messageIdOf } from './post.ts';
import type { Message, QueueName } from './queues.ts';
import { scanLinks } from './scanner.ts';
import { choiceOf, faultyDays, itemsOf, setUpTown } from './town.ts';
import type { World } from './trial.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const ticking = {
  digest: { everyMs: minuteMs, kinds: ['segment', 'edition'] },
  sweep: { everyMs: 5 * minuteMs, kinds: ['batch', 'confirmation', 'notice'] },
} as const satisfies Record<string, { everyMs: number; kinds: readonly DueKind[] }>;
type TickingDoor = keyof typeof ticking;

/** When the schedules fired last and fire next, and when that was looked up. */
interface Schedule {
  readonly last: Map<TickingDoor, number>;
  next: Map<TickingDoor, number>;
  lookedAt: number;
}

/** More steps than any trial that comes to rest has. */
const stepsMax = 60_000;

/** Lives through all days, until everything is at rest or the last day ends. Returns the readers. */
export async function liveThrough(world: World): Promise<Subscriber[]> {
  const { clock, agenda, midnight } = world;
  const readers = await setUpTown(world.table, world.chance, {
    readers: world.input.readers,
    at: clock.now(),
  });
  plan(world, readers);
  const schedule: Schedule = { last: new Map(), next: new Map(), lookedAt: 0 };
  const end = midnight + (faultyDays + 1) * dayMs;
  for (let step = 0; step < stepsMax; step++) {
    const planned = agenda.reduce((first, { at }) => Math.min(first, at), end);
    const message = world.queues.nextAt() ?? end;
    await lookAhead(world, schedule, Math.min(planned, message));
    const at = Math.min(planned, message, ...schedule.next.values());
    if (at >= end) break;
    clock.moveTo(at);
    const tick = Math.min(...schedule.next.values());
    if (planned <= clock.now()) await actAsPlanned(world);
    else if (tick <= clock.now()) await tickAll(world, schedule);
    else await work(world);
  }
  return readers;
}

/** Everything that comes from outside: items, sign-ups, people's whims, the account, the calm. */
function plan(world: World, readers: readonly Subscriber[]): void {
  const { agenda, chance, midnight, people, table, post, weather } = world;
  const calmAt = midnight + (faultyDays - 1) * dayMs + 22 * hourMs;
  for (const item of itemsOf(chance, midnight)) {
    const act = async () => {
      await itemStore(table).store(item, [`id:${item.key}`]);
      await wakeInstant(world, item);
    };
    agenda.push({ at: item.firstSeenAt, act });
  }
  for (let n = 0; n < 2 + readers.length / 20; n++) {
    const at = midnight + 5 * hourMs + Math.round(chance.share('signs up', n) * 30 * hourMs);
    const { schedule, sections } = choiceOf(chance, n);
    agenda.push({ at, act: () => people.signUp(`new${n}@readers.example`, schedule, sections) });
  }
  for (const { id } of readers) {
    if (!chance.strikes(weather().people, 'acts', id)) continue;
    const day = chance.whole(faultyDays, 'day', id);
    const at =
      midnight + day * dayMs + 7 * hourMs + Math.round(chance.share('act', id) * 4 * minuteMs);
    agenda.push({ at, act: () => people.act(id) });
  }
  const scan = async () => void world.wrong.push(...(await scanLinks(world)));
  agenda.push({ at: midnight + 7 * hourMs + chance.whole(300, 'scans') * 1_000, act: scan });
  limitAccount(world, readers.length);
  planOwner(world);
  agenda.push({
    at: calmAt,
    act: () => {
      world.calmDown();
      post.account.change({ max24HourSend: -1, sendingEnabled: true });
    },
  });
}

/** As the fetch door does; sometimes it dies before the digest queue has its message. */
async function wakeInstant({ chance, queues, table }: World, { key, firstSeenAt }: Item) {
  const at = firstSeenAt + eligibleLagMs;
  await segmentStore(table).wakeInstant('paper', at);
  if (chance.strikes(0.2, 'never woken', key)) return;
  const late = chance.strikes(0.2, 'woken late', key) ? chance.whole(90_000, 'how late', key) : 0;
  const tick = { scheduledTime: new Date(at).toISOString() };
  queues.put('digest', JSON.stringify(tick), { delayMs: eligibleLagMs + late });
}

function limitAccount({ agenda, chance, midnight, post, weather }: World, readers: number): void {
  const { quotaShare, accountPaused } = weather();
  for (let day = 0; quotaShare !== undefined && day < faultyDays; day++) {
    const most = Math.ceil(readers * quotaShare);
    const limit = () =>
      void post.account.change({ max24HourSend: post.account.sentLast24Hours() + most });
    const lift = () => void post.account.change({ max24HourSend: 1_000_000 });
    agenda.push({ at: midnight + day * dayMs + 5 * hourMs, act: limit });
    agenda.push({ at: midnight + day * dayMs + 10 * hourMs, act: lift });
  }
  if (accountPaused === undefined) return;
  const at = midnight + 7 * hourMs + chance.whole(90, 'paused at') * 1_000;
  agenda.push({ at, act: () => void post.account.change({ sendingEnabled: false }) });
  const on = () => void post.account.change({ sendingEnabled: true });
  agenda.push({ at: at + 3 * hourMs, act: on });
}

async function actAsPlanned({ agenda, clock }: World): Promise<void> {
  const due = agenda.filter(({ at }) => at <= clock.now());
  agenda.splice(0, agenda.length, ...agenda.filter((entry) => !due.includes(entry)));
  for (const { act } of due.sort((a, b) => a.at - b.at)) await act();
}

/** While messages are there to be worked on, schedules are looked at once a minute. */
async function lookAhead(world: World, schedule: Schedule, otherwise: number): Promise<void> {
  const now = world.clock.now();
  if (otherwise <= now && now < schedule.lookedAt + minuteMs) return;
  schedule.lookedAt = now;
  schedule.next = await nextTicks(world, schedule.last);
}

/** When each schedule fires next with anything to do: a tick that finds nothing changes nothing. */
async function nextTicks(
  world: World,
  last: ReadonlyMap<TickingDoor, number>,
): Promise<Map<TickingDoor, number>> {
  const ticks = new Map<TickingDoor, number>();
  for (const door of ['digest', 'sweep'] as const) {
    const { everyMs, kinds } = ticking[door];
    const dues = await Promise.all(kinds.map((kind) => firstDue(world, kind)));
    const wanted = Math.max(Math.min(...dues), world.clock.now() - everyMs + 1);
    const tick = Math.ceil(wanted / everyMs) * everyMs;
    ticks.set(door, Math.max(tick, (last.get(door) ?? 0) + everyMs));
  }
  return ticks;
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

async function tickAll(world: World, schedule: Schedule): Promise<void> {
  const { chance, clock, weather } = world;
  schedule.lookedAt = 0;
  for (const [door, tick] of schedule.next) {
    if (tick > clock.now()) continue;
    schedule.last.set(door, tick);
    const share = chance.share('tick', door, tick);
    const odds = weather().ticks ?? 0;
    if (share < odds / 3) continue;
    const again = share < (2 * odds) / 3;
    if (share < odds) clock.moveTo(tick + Math.round(chance.share('late tick', tick) * 90_000));
    const fire = () => callAt(world, door, tick);
    await Promise.all([fire(), ...(again ? [fire()] : [])]);
  }
}

/** The tick of digest goes through its queue. */
async function callAt({ host, queues }: World, door: TickingDoor, tick: number): Promise<void> {
  const work = { scheduledTime: new Date(tick).toISOString() };
  if (door === 'sweep') await host.invoke(door, work);
  else queues.put(door, JSON.stringify(work), { delayMs: eligibleLagMs });
}

/** Workers take messages: one or two, or many the same one, as the weather has it. */
async function work(world: World): Promise<void> {
  const { chance, queues, weather } = world;
  const visible = queues.visible();
  const queue = visible[0]?.queue;
  if (queue === 'events') return deliver(world, visible.slice(0, 10), 1);
  const first = visible[chance.whole(visible.length, 'which message', world.clock.now())];
  if (first === undefined) return;
  const { id, received } = first;
  if (chance.strikes(weather().twins, 'twins', id, received)) {
    return deliver(world, [first], 2 + chance.whole(9, 'how many twins', id));
  }
  const second = visible.find((message) => message !== first);
  const both = second !== undefined && chance.strikes(0.3, 'two workers', id, received);
  await Promise.all([first, ...(both ? [second] : [])].map((one) => deliver(world, [one], 1)));
}

const doorOf: Readonly<Record<QueueName, DoorName>> = {
  send: 'send',
  confirmations: 'send',
  events: 'events',
  digest: 'digest',
};

async function deliver(world: World, wanted: readonly Message[], workers: number): Promise<void> {
  const { chance, host, queues, weather } = world;
  const messages = queues.receive(wanted);
  if (messages.length === 0) return;
  const event = { Records: messages.map(recordOf) };
  const door = doorOf[wanted[0]?.queue ?? 'send'];
  const endings = await Promise.all(
    Array.from({ length: workers }, () => host.invoke(door, event)),
  );
  const done = endings.find((ending) => ending.kind === 'ended');
  if (done === undefined) return;
  const failed = new Set(failuresOf(done.answer));
  for (const message of messages) {
    if (failed.has(message.id)) continue;
    const messageId = message.queue === 'events' ? messageIdOf(message.body) : undefined;
    if (messageId !== undefined) world.ledger.eventHandled(messageId);
    const again = message.received < 3 && chance.strikes(weather().again, 'again', message.id);
    if (!again) queues.remove(message);
  }
}

function recordOf({ id, body, received }: Message) {
  return { messageId: id, body, attributes: { ApproximateReceiveCount: String(received) } };
}

function failuresOf(answer: unknown): string[] {
  const { batchItemFailures } = answer as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

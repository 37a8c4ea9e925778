/** The days of a trial: ticks, messages, items and people, each at their instant. */
import { eligibleLagMs, type Item } from '../../functions/feed/item.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { addItems } from '../support/newsletter.ts';
import { planWaiting, waits } from './at-gate.ts';
import type { Declared, DoorName } from './declared.ts';
import { planOwner } from './owner.ts';
import { messageIdOf } from './post.ts';
import type { Batch, Message } from './queues.ts';
import { scanLinks } from './scanner.ts';
import { openTicks } from './ticks.ts';
import { choiceOf, itemsOf, setUpTown } from './town.ts';
import type { World } from './trial.ts';
import { planDamages, planTrouble } from './trouble.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** More steps than any trial that comes to rest has. */
const stepsMax = 200_000;

/** Lives through all days, until everything is at rest or the last day ends. Returns the readers. */
export async function liveThrough(world: World): Promise<Subscriber[]> {
  const { clock, agenda, midnight, faultyDays } = world;
  const readers = await setUpTown(world.table, world.chance, {
    readers: world.input.readers,
    at: clock.now(),
  });
  plan(world, readers);
  const schedule = openTicks(world);
  const end = midnight + (faultyDays + 1) * dayMs;
  for (let step = 0; step < stepsMax; step++) {
    const planned = agenda.reduce((first, { at }) => Math.min(first, at), end);
    const message = world.queues.nextAt() ?? end;
    await schedule.lookAhead(Math.min(planned, message));
    const at = Math.min(planned, message, ...schedule.next().values());
    if (at >= end) break;
    clock.moveTo(at);
    const tick = Math.min(...schedule.next().values());
    if (planned <= clock.now()) await actAsPlanned(world);
    else if (tick <= clock.now()) await schedule.fire();
    else await work(world);
  }
  return readers;
}

/** Everything that comes from outside: items, sign-ups, people's whims, the account, the calm. */
function plan(world: World, readers: readonly Subscriber[]): void {
  const { agenda, chance, faultyDays, midnight, people, table, post, weather } = world;
  const calmAt = midnight + (faultyDays - 1) * dayMs + 22 * hourMs;
  for (const item of itemsOf(chance, midnight, faultyDays)) {
    const act = async () => {
      await addItems(table, item);
      await wakeInstant(world, item);
    };
    if (waits(world, item)) planWaiting(world, item, () => wakeInstant(world, item));
    else agenda.push({ at: item.firstSeenAt, act });
  }
  const { signUps = 0.05 } = weather();
  for (let n = 0; n < 2 + readers.length * signUps; n++) {
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
  planLetters(world, readers);
  const scan = async () => void world.wrong.push(...(await scanLinks(world)));
  agenda.push({ at: midnight + 7 * hourMs + chance.whole(300, 'scans') * 1_000, act: scan });
  limitAccount(world, readers.length);
  planOwner(world);
  planTrouble(world);
  planDamages(world, readers);
  agenda.push({
    at: calmAt,
    act: () => {
      world.calmDown();
      post.refuseAll(undefined);
      post.account.change({ max24HourSend: -1, sendingEnabled: true });
    },
  });
}

/** People who ask for their link, or move; an owner who is told of feeds. */
function planLetters(world: World, readers: readonly Subscriber[]): void {
  const { agenda, chance, letters, midnight, weather } = world;
  const { letters: asking, moves } = weather();
  for (const { id } of readers) {
    if (chance.strikes(asking, 'asks', id)) {
      const at = midnight + 6 * hourMs + Math.round(chance.share('asks at', id) * 28 * hourMs);
      agenda.push({ at, act: () => letters.askLink(id) });
    }
    if (!chance.strikes(moves, 'moves', id)) continue;
    const at = midnight + 7 * hourMs + Math.round(chance.share('moves at', id) * 2 * hourMs);
    agenda.push({ at, act: () => letters.askAddress(id) });
  }
  for (let n = 0; asking !== undefined && n < 5; n++) {
    const at = midnight + 6 * hourMs + Math.round(chance.share('tells', n) * 30 * hourMs);
    agenda.push({ at, act: () => letters.tellOwner(n) });
  }
}

/** As the fetch door does; sometimes it dies before the digest queue has its message. */
async function wakeInstant({ chance, queues, table }: World, { key, firstSeenAt }: Item) {
  const at = firstSeenAt + eligibleLagMs;
  await segmentStore(table).wakeInstant('paper', at);
  if (chance.strikes(0.2, 'never woken', key)) return;
  const late = chance.strikes(0.2, 'woken late', key) ? chance.whole(90_000, 'how late', key) : 0;
  const tick = { scheduledTime: new Date(at).toISOString() };
  queues.put('digest', JSON.stringify(tick), { delayMs: late });
}

function limitAccount(world: World, readers: number): void {
  const { agenda, chance, faultyDays, midnight, post, weather } = world;
  const { quotaShare, accountPaused, haltedDays } = weather();
  for (let day = 0; quotaShare !== undefined && day < faultyDays; day++) {
    const most = Math.ceil(readers * quotaShare);
    const limit = () =>
      void post.account.change({ max24HourSend: post.account.sentLast24Hours() + most });
    const lift = () => void post.account.change({ max24HourSend: 1_000_000 });
    agenda.push({ at: midnight + day * dayMs + 5 * hourMs, act: limit });
    agenda.push({ at: midnight + day * dayMs + 10 * hourMs, act: lift });
  }
  if (accountPaused === undefined && haltedDays === undefined) return;
  const at = midnight + 7 * hourMs + chance.whole(90, 'paused at') * 1_000;
  agenda.push({ at, act: () => void post.account.change({ sendingEnabled: false }) });
  const on = () => void post.account.change({ sendingEnabled: true });
  agenda.push({ at: at + (haltedDays === undefined ? 3 * hourMs : haltedDays * dayMs), act: on });
}

async function actAsPlanned({ agenda, clock }: World): Promise<void> {
  const due = agenda.filter(({ at }) => at <= clock.now());
  agenda.splice(0, agenda.length, ...agenda.filter((entry) => !due.includes(entry)));
  for (const { act } of due.sort((a, b) => a.at - b.at)) await act();
}

/** Workers take a batch each: one or two, or many the same one, as the weather has it. */
async function work(world: World): Promise<void> {
  const { chance, clock, queues, weather } = world;
  const visible = queues.visible();
  const first = visible[chance.whole(visible.length, 'which message', clock.now())];
  if (first === undefined) return;
  const [{ id, received, lane }] = first;
  if (lane === undefined) return deliver(world, first, 1);
  if (chance.strikes(weather().twins, 'twins', id, received)) {
    return deliver(world, first, 2 + chance.whole(9, 'how many twins', id));
  }
  const second = visible.find((batch) => batch !== first);
  const both = second !== undefined && chance.strikes(0.3, 'two workers', id, received);
  await Promise.all([first, ...(both ? [second] : [])].map((one) => deliver(world, one, 1)));
}

/** The door that a queue wakes. */
function wokenBy({ mappings, doors, queues }: Declared, title: string): DoorName {
  const queue = queues.find((one) => one.title === title);
  const mapping = mappings.find(({ queueArn }) => queueArn === queue?.arn);
  const door = doors.find(({ name }) => name === mapping?.functionName)?.door;
  if (door !== 'digest' && door !== 'send' && door !== 'events') {
    throw new Error(`No door of the trial works off the queue ${title}.`);
  }
  return door;
}

async function deliver(world: World, wanted: Batch, workers: number): Promise<void> {
  const { chance, declared, host, queues, weather } = world;
  const messages = queues.receive(wanted);
  if (messages.length === 0) return;
  const event = { Records: messages.map(recordOf) };
  const door = wokenBy(declared, wanted[0].queue);
  const endings = await Promise.all(
    Array.from({ length: workers }, () => host.invoke(door, event)),
  );
  const done = endings.find((ending) => ending.kind === 'ended');
  if (done === undefined) return;
  const failed = new Set(failuresOf(done.answer));
  for (const message of messages) {
    if (failed.has(message.id)) continue;
    const messageId = door === 'events' ? messageIdOf(message.body, declared) : undefined;
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

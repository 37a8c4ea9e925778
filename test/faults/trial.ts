/** One trial: a town, its readers and its paper over three days, in the weather of a class. */
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { openTable, type Table } from '../../functions/store/client.ts';
import type { DueKind } from '../../functions/store/due.ts';
import { createTable } from '../../infra/local/table.ts';
import type { Call } from './call.ts';
import { type Chance, openChance } from './chance.ts';
import { type Clock, openClock } from './clock.ts';
import type { Declared, DoorName } from './declared.ts';
import type { FormerCode } from './former-code.ts';
import { type Gate, json, type Reply } from './gate.ts';
import { openGuard } from './guard.ts';
import { type Host, type HostDeps, openHost, type Process } from './host.ts';
import { type Ledger, type Mail, openLedger } from './ledger.ts';
import { type LetterWriters, openLetterWriters } from './letter-writers.ts';
import { meet } from './meet.ts';
import { type Order, openOrder } from './order.ts';
import { openPeople, type People, secret, signingKeys } from './people.ts';
import { openPost, type Post } from './post.ts';
import { answerSqs, openQueues, type Queues, type Standstill } from './queues.ts';
import { type Aim, openStrikes, type Strikes } from './strikes.ts';
import { liveThrough } from './timeline.ts';
import { faultyDaysOf, schedules } from './town.ts';
import { judge, type Verdict } from './verdict.ts';
import type { Weather } from './weather.ts';

/** What trials share: the gate, the table engine, and which points were met and died at. */
export interface Ground {
  readonly declared: Declared;
  readonly gate: Gate;
  /** Where tables are made. */
  readonly endpoint: string;
  /** Carries a call on to the table engine. */
  readonly engine: (call: Call) => Promise<Reply>;
  readonly met: (process: Process, call: Call, struck: string) => void;
  /** Whom else a door has spoken to, outside of this machine. */
  readonly strangers: ReadonlySet<string>;
  /** The doors of former code, for trials of a deployment. */
  readonly former?: FormerCode['openers'];
  /** For tests of the verdict: a door made worse than it is, by what becomes of its calls. */
  readonly sabotage?: (door: DoorName, call: Call, day: number) => Call | 'swallowed';
  /** The same: makes the text of bundles another one. */
  readonly rewrite?: (text: string) => string;
  readonly write: (line: string) => void;
}

export interface TrialInput {
  readonly name: string;
  readonly seed: number;
  readonly readers: number;
  readonly weather: Weather;
  readonly aim?: Aim;
}

export interface World {
  readonly input: TrialInput;
  readonly declared: Declared;
  readonly chance: Chance;
  readonly clock: Clock;
  readonly queues: Queues;
  readonly ledger: Ledger;
  readonly table: Table;
  readonly post: Post;
  readonly people: People;
  readonly letters: LetterWriters;
  readonly host: Host;
  /** What was found wrong before the end. */
  readonly wrong: string[];
  /** Readers whose row is damaged just now. */
  readonly damaged: Set<string>;
  readonly strikes: Strikes;
  readonly midnight: number;
  /** Faults strike on so many days; the one after them is calm. */
  readonly faultyDays: number;
  readonly weather: () => Weather;
  /** From now on nothing goes wrong any more. */
  readonly calmDown: () => void;
  /** When the first row of a kind is due, as far as that was looked up since it last changed. */
  readonly dues: Map<DueKind, number>;
  /** Things to be done at an instant of the trial. */
  readonly agenda: { readonly at: number; readonly act: () => Promise<void> | void }[];
}

const dayMs = 24 * 3_600_000;
const calm: Weather = { name: 'calm' };

/** Lives through one trial and judges it. */
export async function runTrial(input: TrialInput, ground: Ground): Promise<Verdict> {
  await createTable(ground.endpoint, ground.declared.table);
  const world = openWorld(input, ground);
  try {
    const readers = await liveThrough(world);
    for (const host of ground.strangers) world.wrong.push(`a door has spoken to ${host}`);
    return await judge(world, readers);
  } finally {
    await world.table.client.send(new DeleteTableCommand({ TableName: world.table.name }));
    world.table.client.destroy();
    world.host.close();
  }
}

function openWorld(input: TrialInput, ground: Ground): World {
  const chance = openChance(input.seed);
  const midnight = Date.UTC(2026, 2, 2) + (input.seed % 28) * dayMs;
  const clock = openClock(midnight + 4 * 3_600_000);
  const order = openOrder(clock);
  const { declared } = ground;
  const ledger = openLedger();
  const agenda: World['agenda'] = [];
  let weather = input.weather;
  const now = () => weather;
  // What is no door's reaches the table by the same gate, where nothing happens to it.
  const { engine, dues } = watchDues(ground, order);
  const address = ground.gate.open(`${input.name}-town`, engine, order.onWay);
  const table = openTable(declared.table.TableName, { endpoint: `${address}/table` });
  const faultyDays = faultyDaysOf(input.weather);
  const queues = openQueues(clock, declared, standstillOf(input.weather, midnight, faultyDays));
  const pauseEndsMax = midnight + faultyDays * dayMs + 4 * 3_600_000;
  const letters = openLetterWriters({ table, chance, clock, queues, keys: signingKeys, ledger });
  const wanted = input.weather.letters === undefined ? undefined : letters;
  const people = openPeople({
    table,
    chance,
    clock,
    queues,
    ledger,
    schedules,
    pauseEndsMax,
    ...(wanted && { letters: wanted }),
  });
  const strikes = openStrikes(chance, now, input.aim);
  const accepted = (mail: Mail) => {
    answerConfirmation(mail, { agenda, chance, clock, people });
    if (!mail.letter?.startsWith('address-')) return;
    agenda.push({ at: clock.now() + 5 * 60_000, act: () => letters.moveBy(mail) });
  };
  const post = openPost({ declared, chance, clock, order, queues, ledger, weather: now, accepted });
  const sqs = { declared, queues, ...queueFaults(chance, now) };
  const carryOut = async (call: Call): Promise<Reply> => {
    if (call.service === 'table') return engine(call);
    if (call.service === 'ses') return post.answer(call);
    return order.inTurn(async () => {
      if (call.service === 'secrets') return json({ SecretString: JSON.stringify(secret) });
      return json(answerSqs(call.command, call.fields, sqs));
    }, 'later');
  };
  const guard =
    declared.code === 'shipped' ? openGuard(declared, post.account.settings) : undefined;
  const host = openHost({
    declared,
    rewrite: ground.rewrite,
    gate: ground.gate,
    chance,
    clock,
    trial: input.name,
    onWay: order.onWay,
    skewMs: weather.skewMs ?? 0,
    clockBackMs: weather.clockBackMs ?? 0,
    ...deploymentOf(input.weather, { ground, chance, clock, midnight }),
    write: ground.write,
    serve: carryOut,
    call: (process, call) => meet(process, call, { ...ground, world, carryOut, guard }),
  });
  const world: World = {
    input,
    declared,
    chance,
    clock,
    queues,
    ledger,
    table,
    post,
    people,
    letters,
    faultyDays,
    host,
    wrong: [],
    damaged: new Set(),
    strikes,
    midnight,
    agenda,
    dues,
    weather: now,
    calmDown: () => {
      weather = calm;
    },
  };
  return world;
}

/** The second morning's editions go out while processes of former code are replaced. */
const deploymentMs = { begins: dayMs + 6.9 * 3_600_000, ends: dayMs + 8.1 * 3_600_000 };

function deploymentOf(
  { deployment }: Weather,
  {
    ground,
    chance,
    clock,
    midnight,
  }: Pick<World, 'chance' | 'clock' | 'midnight'> & {
    readonly ground: Ground;
  },
): Pick<HostDeps, 'former' | 'formerEndsAt'> {
  const { former } = ground;
  if (deployment === undefined) return { former: () => undefined, formerEndsAt: 0 };
  if (former === undefined) throw new Error('A deployment needs former code: name a commit.');
  const formerEndsAt = midnight + deploymentMs.ends;
  const isFormer = (id: string) => {
    if (clock.now() < midnight + deploymentMs.begins) return true;
    return clock.now() < formerEndsAt && chance.strikes(0.5, 'former', id);
  };
  return { formerEndsAt, former: (door, id) => (isFormer(id) ? former[door] : undefined) };
}

const oftenMade =
  /^(?:GetItem|UpdateItem|BatchExecuteStatement Update) subscriber(?:$| SET (?:claim|receivedThrough))/;

/** The calls that are made for each reader of an edition are followed by others at once. */
function paceOf({ point }: Call): 'soon' | 'later' {
  return oftenMade.test(point) ? 'soon' : 'later';
}

/** Rows that can be due, by the noun that their writes name. */
const nouns = [
  ['segment', ' segment'],
  ['edition', ' edition'],
  ['batch', ' batch'],
  ['confirmation', ' subscriber'],
  ['notice', ' notice'],
  ['call', ' calls'],
  // When a newsletter is to be looked through for what is called next.
  ['call', ' newsletter'],
] as const satisfies readonly (readonly [DueKind, string])[];

/** Forgets what was looked up about due rows as soon as a write may have changed it. */
function watchDues(ground: Ground, order: Order): Pick<Ground, 'engine'> & Pick<World, 'dues'> {
  const dues = new Map<DueKind, number>();
  const engine = async (call: Call) => {
    const reply = await order.answer(ground.engine(call), paceOf(call));
    if (/^(?:Query|GetItem|Scan)/.test(call.command)) return reply;
    for (const [kind, noun] of nouns) if (call.point.includes(noun)) dues.delete(kind);
    return reply;
  };
  return { engine, dues };
}

/** Most people press the button in the mail that asks them to. */
function answerConfirmation(
  mail: Mail,
  { agenda, chance, clock, people }: Pick<World, 'agenda' | 'chance' | 'clock' | 'people'>,
): void {
  const { confirmation, reader } = mail;
  if (confirmation === undefined || !chance.strikes(0.7, 'presses', confirmation)) return;
  const issuedAt = clock.now();
  const at = issuedAt + Math.round(chance.share('presses after', confirmation) * 40 * 60_000);
  agenda.push({ at, act: () => people.confirm(reader, confirmation, issuedAt) });
}

/** Of the queue of events, as the weather has it, on days with faults. */
function standstillOf(
  { eventBacklogMs = 0 }: Weather,
  midnight: number,
  faultyDays: number,
): Standstill {
  return (queue, now) => {
    const day = Math.floor((now - midnight) / dayMs);
    const from = midnight + day * dayMs + 7 * 3_600_000;
    const isStill = queue === 'event' && day < faultyDays && now >= from;
    return isStill ? from + eventBacklogMs : 0;
  };
}

function queueFaults(chance: Chance, weather: () => Weather) {
  let sent = 0;
  return {
    refused: (body: string) => chance.strikes(weather().queueRefusal, 'refused', body, sent++),
    delayMs: (body: string) =>
      chance.strikes(weather().late, 'late', body)
        ? Math.round(chance.share('how late', body) * 15 * 60_000)
        : 0,
  };
}

/** One trial: a town, its readers and its paper over three days, in the weather of a class. */
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { openTable, type Table } from '../../functions/store/client.ts';
import { createTable } from '../../infra/local/table.ts';
import type { Call } from './call.ts';
import { type Chance, openChance } from './chance.ts';
import { type Clock, openClock } from './clock.ts';
import { forwardTo, type Gate, json, type Reply } from './gate.ts';
import { type Host, openHost, type Process } from './host.ts';
import { type Ledger, type Mail, openLedger } from './ledger.ts';
import { openPeople, type People, secret } from './people.ts';
import { openPost, type Post } from './post.ts';
import { answerSqs, openQueues, type Queues } from './queues.ts';
import { type Aim, openStrikes, type Strikes } from './strikes.ts';
import { liveThrough } from './timeline.ts';
import { faultyDays, schedules } from './town.ts';
import { judge, type Verdict } from './verdict.ts';
import type { Weather } from './weather.ts';

/** What trials share: the gate, the table engine, and which points were met and died at. */
export interface Ground {
  readonly gate: Gate;
  readonly endpoint: string;
  readonly met: (process: Process, call: Call, struck: string) => void;
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
  readonly chance: Chance;
  readonly clock: Clock;
  readonly queues: Queues;
  readonly ledger: Ledger;
  readonly table: Table;
  readonly post: Post;
  readonly people: People;
  readonly host: Host;
  readonly strikes: Strikes;
  readonly midnight: number;
  readonly weather: () => Weather;
  /** From now on nothing goes wrong any more. */
  readonly calmDown: () => void;
  /** Things to be done at an instant of the trial. */
  readonly agenda: { readonly at: number; readonly act: () => Promise<void> | void }[];
}

const dayMs = 24 * 3_600_000;
const calm: Weather = { name: 'calm' };

/** Lives through one trial and judges it. */
export async function runTrial(input: TrialInput, ground: Ground): Promise<Verdict> {
  await createTable(ground.endpoint, input.name);
  const world = openWorld(input, ground);
  try {
    const readers = await liveThrough(world);
    return await judge(world, readers);
  } finally {
    world.host.close();
    await world.table.client.send(new DeleteTableCommand({ TableName: input.name }));
    world.table.client.destroy();
  }
}

function openWorld(input: TrialInput, ground: Ground): World {
  const chance = openChance(input.seed);
  const midnight = Date.UTC(2026, 2, 2) + (input.seed % 28) * dayMs;
  const clock = openClock(midnight + 4 * 3_600_000);
  const queues = openQueues(clock);
  const ledger = openLedger();
  const agenda: World['agenda'] = [];
  let weather = input.weather;
  const now = () => weather;
  const table = openTable(input.name, { endpoint: ground.endpoint });
  const pauseEndsMax = midnight + faultyDays * dayMs + 4 * 3_600_000;
  const people = openPeople({ table, chance, clock, queues, ledger, schedules, pauseEndsMax });
  const strikes = openStrikes(chance, now, input.aim);
  const accepted = (mail: Mail) => answerConfirmation(mail, { agenda, chance, clock, people });
  const post = openPost({ chance, clock, queues, ledger, weather: now, accepted });
  const forward = forwardTo(ground.endpoint);
  const ofQueue = queueFaults(chance, now);
  const carryOut = async (call: Call): Promise<Reply> => {
    if (call.service === 'table') return forward(call);
    if (call.service === 'ses') return post.answer(call);
    if (call.service === 'secrets') return json({ SecretString: JSON.stringify(secret) });
    return json(answerSqs(call.command, call.fields, queues, ofQueue));
  };
  const host = openHost({
    gate: ground.gate,
    chance,
    clock,
    trial: input.name,
    skewMs: weather.skewMs ?? 0,
    write: ground.write,
    call: (process, call) => meet(process, call, { ...ground, world, carryOut }),
  });
  const world: World = {
    input,
    chance,
    clock,
    queues,
    ledger,
    table,
    post,
    people,
    host,
    strikes,
    midnight,
    agenda,
    weather: now,
    calmDown: () => {
      weather = calm;
    },
  };
  return world;
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

interface Meeting extends Ground {
  readonly world: World;
  readonly carryOut: (call: Call) => Promise<Reply>;
}

const reset: Reply = { kind: 'reset' };

/** A call at the gate: what strikes it, what it does, and what of that the process gets to know. */
async function meet(process: Process, call: Call, meeting: Meeting): Promise<Reply> {
  const { world, carryOut } = meeting;
  if (!process.isAlive) return reset;
  process.calls++;
  const strike = world.strikes.on(process, call);
  meeting.met(process, call, strike);
  if (strike === 'overtaken') await overtake(process, world);
  if (strike === 'throttled') return throttled();
  await actAt('before', process, call, world);
  if (strike === 'die-before' || world.clock.now() > process.deadline) process.die();
  if (!process.isAlive) return reset;
  const reply = await carryOut(call);
  const isDone = reply.kind === 'answer' && reply.status < 300;
  if (isDone) world.ledger.carriedOut(call, world.clock.now());
  await actAt('after', process, call, world);
  if (strike === 'die-after') process.die();
  return process.isAlive && strike !== 'answer-lost' ? reply : reset;
}

function throttled(): Reply {
  const __type = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
  return json({ __type, message: 'The level of configured provisioned throughput ...' }, 400);
}

/** The process stands still, as long as it may, and another does the same work meanwhile. */
async function overtake(process: Process, { host, clock, chance }: World): Promise<void> {
  const share = chance.share('stands still', process.id, process.calls);
  const until = clock.now() + Math.round((process.deadline - clock.now()) * share * 1.1);
  await host.invoke(process.door, process.work);
  clock.moveTo(until);
}

/** The worst moment to act: while the call of the send door about this reader is under way. */
async function actAt(
  moment: string,
  process: Process,
  { reader }: Call,
  { chance, people, weather }: World,
): Promise<void> {
  if (reader === undefined || process.door !== 'send') return;
  if (!chance.strikes(weather().people, 'acts', reader)) return;
  if (chance.strikes(0.2, moment, process.id, process.calls)) await people.act(reader);
}

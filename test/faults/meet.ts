/** What becomes of a call at the gate, where the weather, the people and the rights meet it. */
import { type Call, carriedOutOf } from './call.ts';
import { json, type Reply } from './gate.ts';
import type { Guard } from './guard.ts';
import type { Process } from './host.ts';
import { ownerActs } from './owner.ts';
import { strayFrom } from './strays.ts';
import type { Ground, World } from './trial.ts';

const dayMs = 24 * 3_600_000;

export interface Meeting extends Ground {
  readonly world: World;
  readonly carryOut: (call: Call) => Promise<Reply>;
  /** Refuses what a role may not do; absent where rights are not looked at. */
  readonly guard: Guard | undefined;
}

const silence: Reply = { kind: 'silence' };

/** A call at the gate: what strikes it, what it does, and what of that the process gets to know. */
export async function meet(process: Process, call: Call, meeting: Meeting): Promise<Reply> {
  const { world } = meeting;
  if (!process.isAlive) return silence;
  process.calls++;
  const strike = world.strikes.on(process, call);
  if (!process.isFormer) meeting.met(process, call, strike);
  if (strike === 'overtaken') await overtake(process, world);
  if (strike === 'throttled') return throttled();
  await actAt('before', process, call, world);
  if (strike === 'die-before') await die(process, world);
  if (world.clock.now() > process.deadline) process.die();
  if (!process.isAlive) return silence;
  const day = Math.floor((world.clock.now() - world.midnight) / dayMs);
  const done = meeting.sabotage?.(process.door, call, day) ?? call;
  const reply = done === 'swallowed' ? json({}) : await serve(process, done, meeting);
  await note(call, reply, world);
  await actAt('after', process, call, world);
  if (strike === 'die-after') await die(process, world);
  if (!process.isAlive) return silence;
  return strike === 'answer-lost' ? { kind: 'reset' } : reply;
}

/** What was carried out, as the answer shows it. */
async function note(call: Call, reply: Reply, world: World): Promise<void> {
  if (reply.kind !== 'answer' || reply.status >= 300) return;
  const now = world.clock.now();
  for (const one of carriedOutOf(call, reply.body)) world.ledger.carriedOut(one, now);
  await strayFrom(call, world);
}

async function serve(
  { door }: Process,
  call: Call,
  { carryOut, guard, world }: Meeting,
): Promise<Reply> {
  const refusal = await guard?.(door, call);
  if (refusal === undefined || refusal.kind !== 'answer') return carryOut(call);
  world.wrong.push(`${door} was refused ${call.point}: ${refusal.body.toString('utf8')}`);
  return refusal;
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

/** Lambda kills whoever is not done in time: where that is how processes die, they wait for it. */
async function die(process: Process, { clock, weather }: World): Promise<void> {
  if (weather().timesOut) await clock.sleep(Math.max(0, process.deadline - clock.now()));
  process.die();
}

/** The worst moment to act: while the call of the send door about these readers is under way. */
async function actAt(
  moment: string,
  process: Process,
  { readers }: Call,
  world: World,
): Promise<void> {
  const { chance, people, weather } = world;
  if (chance.strikes(weather().holds, 'the owner', moment, process.id, process.calls)) {
    await ownerActs(world);
  }
  if (process.door !== 'send') return;
  for (const reader of readers) {
    if (!chance.strikes(weather().people, 'acts', reader)) continue;
    if (chance.strikes(0.2, moment, process.id, process.calls)) await people.act(reader);
  }
}

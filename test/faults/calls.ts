/** An owner who sees editions before they go: stopped and let go at the worst moments. */
import { objectionTo } from '../../functions/edition/call.ts';
import { letGo, stopCall } from '../../functions/edition/plan/decide-call.ts';
import { callStore } from '../../functions/store/calls.ts';
import { decidingBook } from '../../functions/store/deciding-book.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import type { World } from './trial.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const lastCallMinutes = 30;

/** Puts down how the owner wants to be asked, and what they say, as the weather has it. */
export function planCalls(world: World): void {
  const { agenda, midnight, weather, faultyDays } = world;
  const { sending, stops } = weather();
  if (sending === undefined) return;
  agenda.push({ at: midnight + minuteMs, act: () => wantToSee(world, sending) });
  // Whatever they stopped goes in the end.
  for (let hour = 10; hour < (faultyDays + 1) * 24; hour += 2) {
    agenda.push({ at: midnight + hour * hourMs, act: () => letAllGo(world) });
  }
  if (stops === undefined) return;
  for (let day = 0; day < faultyDays; day++) {
    for (let at = 6 * hourMs; at < 9 * hourMs; at += 7 * minuteMs + 13_000) {
      agenda.push({ at: midnight + day * dayMs + at, act: () => changeMind(world) });
    }
  }
}

async function wantToSee({ table }: World, mode: 'veto' | 'approval'): Promise<void> {
  const newsletters = newsletterStore(table);
  const paper = await newsletters.load('paper');
  if (paper !== undefined) await newsletters.save({ ...paper, sending: { mode, lastCallMinutes } });
}

async function letAllGo(world: World): Promise<void> {
  for (const call of await callsOf(world)) {
    const { scheduledAt } = call;
    if (scheduledAt > world.clock.now() || objectionTo(call, world.clock.now()) === undefined)
      continue;
    await goOn(world, scheduledAt);
    await letGo(call, decidingBook(world.table, world.clock.now));
  }
}

/** Stops a call, or lets one go that was stopped. */
async function changeMind(world: World): Promise<void> {
  const { chance, clock, table, ledger } = world;
  const calls = await callsOf(world);
  const call = calls[chance.whole(calls.length, 'calls', clock.now())];
  const paper = await newsletterStore(table).load('paper');
  if (call === undefined || paper === undefined) return;
  const book = decidingBook(table, clock.now);
  if (call.state === 'stopped') {
    await goOn(world, call.scheduledAt);
    await letGo(call, book);
    return;
  }
  await stopCall(call, paper, book);
  for (const edition of await editionsAt(world, call.scheduledAt)) {
    if (edition.state === 'held') ledger.edition(edition.id, 'stopped', clock.now());
  }
}

/** It may go on before we hear of it. */
async function goOn(world: World, scheduledAt: number): Promise<void> {
  for (const { id, state } of await editionsAt(world, scheduledAt)) {
    if (state === 'held') world.ledger.edition(id, 'goes on', world.clock.now());
  }
}

async function editionsAt({ table, clock }: World, scheduledAt: number) {
  const all = await editionStore(table, clock.now).list('paper', scheduledAt);
  return all.filter((edition) => edition.scheduledAt === scheduledAt);
}

function callsOf({ table, clock }: World) {
  return callStore(table, clock.now).list('paper', clock.now() - dayMs);
}

/** The owner at the worst moment: sending is paused and resumed, an edition held, released, dropped. */
import { type Edition, isUnderWay } from '../../functions/edition/edition.ts';
import type { ErrorFinding } from '../../functions/edition/finding.ts';
import { pauseSending, resumeSending } from '../../functions/mail/pace.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { planCalls } from './calls.ts';
import type { World } from './trial.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const isStop = ({ check }: ErrorFinding) => check === 'makingFails' || check === 'stoppedByOwner';

/** Puts down what the owner does, as the weather has it. */
export function planOwner(world: World): void {
  const { agenda, midnight, weather } = world;
  // Sending may have paused by itself, an edition may wait because its planners died: somebody looks
  // at it now and then, and lets it go on.
  const look = async () => {
    await resumeSending(paceStore(world.table));
    await decide(world, ({ held }) => held?.reasons.some(isStop) === true);
  };
  for (let hour = 8; hour < (world.faultyDays + 1) * 24; hour++) {
    agenda.push({ at: midnight + hour * hourMs, act: look });
  }
  planCalls(world);
  if (weather().owner === undefined) return;
  for (let day = 0; day < world.faultyDays; day++) planDay(world, midnight + day * dayMs);
}

/** The owner releases or drops what waits. */
async function decide(
  { chance, clock, ledger, table }: World,
  isMeant: (edition: Edition) => boolean,
): Promise<void> {
  const held = heldEditions(table, clock.now);
  for (const edition of (await held.list()).filter(isMeant)) {
    const isDropped = chance.strikes(0.4, 'drops', edition.id, edition.held?.at ?? 0);
    if (isDropped) await held.drop(edition);
    else {
      // It may go on before we hear of it.
      ledger.edition(edition.id, 'goes on', clock.now());
      await held.release(edition);
    }
  }
}

/** At the worst moment: whatever waits goes on or is given up, or else one that goes out is stopped. */
export async function ownerActs(world: World): Promise<void> {
  const { chance, clock, ledger, table } = world;
  const store = heldEditions(table, clock.now);
  if ((await store.list()).length > 0) return decide(world, () => true);
  const underWay = (await editionStore(table, clock.now).list('paper', 0)).filter(isUnderWay);
  const edition = underWay[chance.whole(underWay.length, 'holds', clock.now())];
  if (edition === undefined) return;
  const now = await store.hold(edition, [{ level: 'error', check: 'stoppedByOwner' }]);
  if (now.state === 'held') ledger.edition(now.id, 'stopped', clock.now());
}

function planDay(world: World, midnight: number): void {
  const { agenda, chance, clock, table } = world;
  const pausedAt = midnight + 7 * hourMs + chance.whole(4 * 60, 'pauses', midnight) * 1_000;
  const pause = async () => {
    await pauseSending(
      { at: clock.now(), by: 'owner', reason: 'The owner looks at it.' },
      paceStore(table),
    );
  };
  agenda.push({ at: pausedAt, act: pause });
  agenda.push({ at: pausedAt + 20 * minuteMs, act: () => resumeSending(paceStore(table)) });
  // Without a postal address no edition passes what is looked at before it goes out.
  const isForgotten = chance.strikes(0.5, 'forgets the address', midnight);
  const setAddress = async (change: (address: string) => string) => {
    const newsletters = newsletterStore(table);
    const paper = await newsletters.load('paper');
    if (paper === undefined) return;
    await newsletters.save({ ...paper, postalAddress: change(paper.postalAddress) });
  };
  if (!isForgotten) return;
  agenda.push({ at: midnight + 6 * hourMs, act: () => setAddress(() => '') });
  const remember = () => setAddress(() => 'The Test Paper, 1 Quay, Nowhere');
  const rememberedAt = midnight + 8 * hourMs + 90_000;
  agenda.push({ at: rememberedAt, act: remember });
  // A slow worker may hold an edition for an address that is there again: the owner looks twice.
  for (let at = rememberedAt; at < midnight + dayMs; at += hourMs) {
    agenda.push({ at, act: () => decide(world, () => true) });
  }
}

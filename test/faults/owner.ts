/** The owner at the worst moment: sending is paused and resumed, an edition held, released, dropped. */
import { pauseSending, resumeSending } from '../../functions/mail/pace.ts';
import { heldEditions } from '../../functions/store/held-editions.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { paceStore } from '../../functions/store/pace.ts';
import type { World } from './trial.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Puts down what the owner does, as the weather has it. */
export function planOwner(world: World): void {
  const { agenda, midnight, weather } = world;
  // Sending may have paused by itself: somebody looks at it now and then, and lets it go on.
  for (let hour = 8; hour < (world.faultyDays + 1) * 24; hour++) {
    agenda.push({ at: midnight + hour * hourMs, act: () => resumeSending(paceStore(world.table)) });
  }
  if (weather().owner === undefined) return;
  for (let day = 0; day < world.faultyDays; day++) planDay(world, midnight + day * dayMs);
}

function planDay({ agenda, chance, clock, table }: World, midnight: number): void {
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
  const decide = async () => {
    const held = heldEditions(table, clock.now);
    for (const edition of await held.list()) {
      const isDropped = chance.strikes(0.4, 'drops', edition.id);
      await (isDropped ? held.drop(edition) : held.release(edition));
    }
  };
  const rememberedAt = midnight + 8 * hourMs + 90_000;
  agenda.push({ at: rememberedAt, act: remember });
  // A slow worker may hold an edition for an address that is there again: the owner looks twice.
  for (let at = rememberedAt; at < midnight + dayMs; at += hourMs) agenda.push({ at, act: decide });
}

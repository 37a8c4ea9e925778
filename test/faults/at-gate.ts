/** Items that wait at the gate, and leave it while faults strike: each once, and none is lost there. */
import type { Item } from '../../functions/feed/item.ts';
import { gateRows } from '../../functions/store/gate.ts';
import type { Rows } from './rows.ts';
import { itemsOf } from './town.ts';
import type { World } from './trial.ts';

const minuteMs = 60_000;
/** Of the items, so many wait. */
const waitingShare = 0.4;

/** Whether this item waits before it is one of its stamp. */
export function waits({ chance }: World, { key }: Item): boolean {
  return chance.strikes(waitingShare, 'waits', key);
}

/**
 * Puts the item at the gate some minutes before, has its feed edit it in between, and lets two let
 * it out at the same time.
 */
export function planWaiting(world: World, item: Item, wake: () => Promise<void>): void {
  const { agenda, chance, table } = world;
  const found = { ...item, firstSeenAt: item.firstSeenAt - 20 * minuteMs };
  const gate = gateRows(table, table, () => item.firstSeenAt);
  const entry = { item: found, identityKeys: [`id:${item.key}`], why: ['approval'] as const };
  agenda.push({ at: found.firstSeenAt, act: async () => void (await gate.hold(entry)) });
  agenda.push({
    at: item.firstSeenAt,
    act: async () => {
      const out = () => gate.release(found, { byOwner: true });
      const done = await Promise.all([out(), out()]);
      if (done.filter(Boolean).length !== 1) world.wrong.push(`${item.key} left the gate oddly`);
      if (chance.strikes(0.3, 'taken back', item.key)) {
        const at = item.firstSeenAt;
        await gate.keepOut(found, { rule: 'withdrawn', reason: 'Gone.', at });
        await gate.bringBack(found);
      }
      await wake();
    },
  });
}

/** Every item is among those that left the gate, and is so once. */
export function lostAtGate({ items }: Rows, world: World): string[] {
  const stamped = Map.groupBy(items, ({ key }) => key);
  return itemsOf(world.chance, world.midnight, world.faultyDays).flatMap(({ key }) => {
    const times = stamped.get(key)?.length ?? 0;
    return times === 1 ? [] : [`${key} left the gate ${times} times`];
  });
}

/**
 * What an owner can ask and say of single items, before they go out and after: the command and any
 * desk call the same.
 */
import type { FeedKey } from '../feed.ts';
import type { Item } from '../item.ts';
import { calledSo } from '../item-name.ts';
import type { KeptOut } from '../kept-out.ts';
import { letOut } from './decide.ts';
import type { GateStore } from './pass.ts';
import type { Waiting, WaitReason } from './waiting.ts';

/** An item that was kept out, and why. */
export interface KeptOutItem {
  readonly item: Item;
  readonly keptOut: KeptOut;
}

/** An edition for which an item was looked at, and what came of it there. */
export interface PrintedIn {
  readonly editionId: string;
  readonly scheduledAt: number;
  /** `printed`, in full or by its title; or why not. */
  readonly how: string;
}

/** Where an item is on its way. */
export type Standing =
  | { readonly kind: 'waiting'; readonly item: Item; readonly why: readonly WaitReason[] }
  | {
      readonly kind: 'keptOut';
      readonly item: Item;
      readonly keptOut: KeptOut;
      /** It never left the gate: it can still go, as an item of now. */
      readonly isAtGate: boolean;
    }
  /** Stamped: the next edition of whoever has not had one since takes it. */
  | { readonly kind: 'out'; readonly item: Item };

/** The gate as the owner sees it: what waits, and what was kept out. */
interface DeskGate extends Pick<GateStore, 'list' | 'release' | 'exclude'> {
  readonly excluded: (feed: FeedKey) => Promise<readonly KeptOutItem[]>;
  /** What was kept out at the gate goes; false when it is gone. */
  readonly readmit: (item: Item) => Promise<boolean>;
  /** Keeps out what waits, or has left the gate. */
  readonly keepOut: (item: Item, keptOut: KeptOut) => Promise<boolean>;
  /** Undoes that an item was kept out behind the gate. */
  readonly putBack: (item: Item) => Promise<boolean>;
}

/** The items of a newsletter, wherever they are. */
export interface DeskDeps {
  readonly gate: DeskGate;
  /** The feeds of the newsletter. */
  readonly feeds: (newsletterId: string) => Promise<readonly FeedKey[]>;
  /** Items that left the gate in (from, to], those kept out since as well. */
  readonly stamped: (newsletterId: string, from: number, to: number) => Promise<readonly Item[]>;
  /** The editions that printed it, or left it out. */
  readonly printedIn: (item: Item) => Promise<readonly PrintedIn[]>;
  readonly now: () => number;
}

/** What waits, in the order in which each feed brought it. */
export async function waitingItems(newsletterId: string, deps: DeskDeps): Promise<Waiting[]> {
  const found: Waiting[] = [];
  for (const feed of await deps.feeds(newsletterId)) found.push(...(await deps.gate.list(feed)));
  return found;
}

/** What was kept out since an instant (ms), the latest first. */
export async function keptOutItems(
  { newsletterId, since }: { newsletterId: string; since: number },
  deps: DeskDeps,
): Promise<Extract<Standing, { kind: 'keptOut' }>[]> {
  const found: Extract<Standing, { kind: 'keptOut' }>[] = [];
  for (const feed of await deps.feeds(newsletterId)) {
    const atGate = await deps.gate.excluded(feed);
    found.push(...atGate.map((one) => ({ kind: 'keptOut' as const, ...one, isAtGate: true })));
  }
  const out = await deps.stamped(newsletterId, since, deps.now());
  found.push(...out.flatMap((item) => behindGate(item)));
  return found
    .filter(({ keptOut }) => keptOut.at > since)
    .sort((a, b) => b.keptOut.at - a.keptOut.at);
}

function behindGate(item: Item): Extract<Standing, { kind: 'keptOut' }>[] {
  const { keptOut } = item;
  return keptOut === undefined ? [] : [{ kind: 'keptOut', item, keptOut, isAtGate: false }];
}

/** The items that are called so, wherever they are. */
export async function findItems(
  { newsletterId, name, since }: { newsletterId: string; name: string; since: number },
  deps: DeskDeps,
): Promise<readonly Standing[]> {
  const waiting = (await waitingItems(newsletterId, deps)).map(
    ({ item, why }): Standing => ({ kind: 'waiting', item, why }),
  );
  const keptOut = await keptOutItems({ newsletterId, since }, deps);
  const stamped = await deps.stamped(newsletterId, since, deps.now());
  const out = stamped.flatMap((item): Standing[] =>
    item.keptOut === undefined ? [{ kind: 'out', item }] : [],
  );
  return calledSo([...waiting, ...keptOut, ...out], name, ({ item }) => item);
}

/** What came of the owner's word: `late` when somebody else decided meanwhile. */
export type Said = 'done' | 'late' | 'nothing';

/** Lets an item go, whatever it waits for; one that was kept out as well. */
export async function releaseItem(standing: Standing, deps: Pick<DeskDeps, 'gate'>): Promise<Said> {
  switch (standing.kind) {
    case 'waiting':
      return (await letOut(standing.item, deps.gate)) ? 'done' : 'late';
    case 'keptOut': {
      const { item, isAtGate } = standing;
      return (await (isAtGate ? deps.gate.readmit(item) : deps.gate.putBack(item)))
        ? 'done'
        : 'late';
    }
    case 'out':
      return 'nothing';
  }
}

/** Takes an item out before it goes: at the gate, or behind it from whatever is not yet planned. */
export async function takeOut(
  {
    standing,
    rule,
    reason,
  }: {
    standing: Standing;
    rule: 'skipped' | 'dropped';
    reason: string;
  },
  deps: Pick<DeskDeps, 'gate' | 'now'>,
): Promise<Said> {
  const keptOut = { rule, reason, at: deps.now() };
  switch (standing.kind) {
    case 'waiting':
      return (await deps.gate.exclude(standing.item, keptOut)) ? 'done' : 'late';
    case 'out':
      return (await deps.gate.keepOut(standing.item, keptOut)) ? 'done' : 'late';
    case 'keptOut':
      return 'nothing';
  }
}

/** Keeps out what waits of a feed that is being removed. */
export async function clearGate(
  feed: FeedKey,
  { gate: { list, exclude }, now }: Pick<DeskDeps, 'gate' | 'now'>,
): Promise<number> {
  let items = 0;
  const reason = 'Its feed was removed while it waited.';
  for (const { item } of await list(feed)) {
    if (await exclude(item, { rule: 'feedRemoved', reason, at: now() })) items += 1;
  }
  return items;
}

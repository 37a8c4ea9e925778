/**
 * What is done about work that was put aside: it is looked at, worked off after all, or given up. The
 * command, the desk and programs do the same. Queues may hold very many of it: every step has a bound.
 */
import type { DeadLetter, Home, PutAside, ReadFetch } from './dead-letter.ts';

/** A queue of dead letters. */
export interface LetterBox {
  readonly name: string;
  /**
   * Up to ten that wait, hidden from others for half a minute; none when all are taken. A FIFO queue
   * gives no more of a lane before what was taken of it is removed or given back.
   */
  readonly take: () => Promise<readonly DeadLetter[]>;
  /** Puts letters back where they were, to be seen again at once. */
  readonly giveBack: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Removes letters for good. Throws when the queue refuses one of them. */
  readonly remove: (letters: readonly DeadLetter[]) => Promise<void>;
  /** Letters that are there, taken or not, about. */
  readonly depth: () => Promise<number>;
}

/** What dealing with dead letters needs. */
export interface DeadLetterDeps {
  readonly boxes: () => readonly LetterBox[];
  /** Puts work into the queue that it came from. */
  readonly send: (home: Home, bodies: readonly unknown[]) => Promise<void>;
  readonly readFetch: ReadFetch;
  readonly now: () => number;
}

/** A dead letter, and what it was. */
export type ReadLetter = Pick<DeadLetter, 'id' | 'body' | 'sentAt'> & PutAside;

/** What was seen of a queue, and how many stand behind, about. */
interface LettersSeen {
  readonly queue: string;
  readonly letters: readonly ReadLetter[];
  readonly behind: number;
}

/**
 * `dropped`: nothing of it is put back. `kept`: nobody knows where it belongs, so it stays until it is
 * given up.
 */
export type Fate = 'putBack' | 'dropped' | 'kept';

/** Which letters are meant, and what is to become of them. */
export interface Settling {
  readonly how: 'redrive' | 'drop';
  readonly ids: readonly string[] | 'all';
  /** Of each queue no more are dealt with at once. */
  readonly most: number;
  /** Nothing is begun after this (ms). */
  readonly until: number;
}

/** What became of them. */
interface Settled {
  readonly done: readonly { readonly letter: ReadLetter; readonly fate: Fate }[];
  /** Of those that were named: there is none, or somebody else has it in hand right now. */
  readonly unseen: readonly string[];
  /** Whether a bound was met before the end was. */
  readonly isMore: boolean;
}

/** Dead letters, as those see them who deal with them. */
export interface DeadLetters {
  /** How many there are, by queue. */
  readonly counts: () => Promise<Readonly<Record<string, number>>>;
  /** The first of each queue; `most` of one at the most. */
  readonly look: (most: number) => Promise<readonly LettersSeen[]>;
  /** One of them, as long as it can be found among the first. */
  readonly find: (id: string) => Promise<ReadLetter | undefined>;
  readonly settle: (settling: Settling) => Promise<Settled>;
}

/** The dead letters in these queues. */
export function openDeadLetters(deps: DeadLetterDeps): DeadLetters {
  return {
    counts: async () =>
      Object.fromEntries(await inAll(deps, async (box) => [box.name, await box.depth()] as const)),
    look: (most) => inAll(deps, (box) => look(box, most, deps)),
    find: (id) => find(id, deps),
    settle: (settling) => settle(settling, deps),
  };
}

function inAll<Answer>(
  { boxes }: DeadLetterDeps,
  ask: (box: LetterBox) => Promise<Answer>,
): Promise<Answer[]> {
  return Promise.all(boxes().map(ask));
}

/** How often a queue is asked for letters before a look at it ends: it need not give ten. */
const takesMax = 60;

async function look(
  box: LetterBox,
  most: number,
  { readFetch }: DeadLetterDeps,
): Promise<LettersSeen> {
  const depth = await box.depth();
  // A queue that is empty answers after a while only.
  if (depth === 0) return { queue: box.name, letters: [], behind: 0 };
  const letters = await seenIn(box, (seen) => seen.length < Math.min(most, depth));
  return {
    queue: box.name,
    letters: await readAll(letters.slice(0, most), readFetch),
    behind: Math.max(0, depth - Math.min(most, letters.length)),
  };
}

/** Takes letters as long as more are wanted, and puts all of them back. */
async function seenIn(
  box: LetterBox,
  wantsMore: (seen: readonly DeadLetter[]) => boolean,
): Promise<readonly DeadLetter[]> {
  const seen = new Map<string, DeadLetter>();
  try {
    for (let takes = 0; takes < takesMax && wantsMore([...seen.values()]); takes++) {
      const taken = await box.take();
      const before = seen.size;
      for (const letter of taken) seen.set(letter.id, letter);
      // None that is new: the first come round again.
      if (seen.size === before) break;
    }
  } finally {
    await box.giveBack([...seen.values()]);
  }
  return [...seen.values()];
}

async function find(id: string, deps: DeadLetterDeps): Promise<ReadLetter | undefined> {
  const isIt = (letter: DeadLetter) => letter.id === id;
  const found = await inAll(deps, async (box) =>
    (await box.depth()) === 0 ? [] : seenIn(box, (seen) => !seen.some(isIt)),
  );
  const [letter] = await readAll(found.flat().filter(isIt), deps.readFetch);
  return letter;
}

/** What reads them is loaded when there are some, which is seldom. */
async function readAll<Letter extends DeadLetter>(
  letters: readonly Letter[],
  readFetch: ReadFetch,
): Promise<(Letter & PutAside)[]> {
  if (letters.length === 0) return [];
  const { readDeadLetter } = await import('./dead-letter.ts');
  return letters.map((letter) => ({ ...letter, ...readDeadLetter(letter.body, readFetch) }));
}

async function settle(settling: Settling, deps: DeadLetterDeps): Promise<Settled> {
  const open = new Set(settling.ids === 'all' ? [] : settling.ids);
  const all = await inAll(deps, (box) => settleIn(box, settling, open, deps));
  return {
    done: all.flatMap(({ done }) => done),
    unseen: [...open],
    isMore: all.some(({ isMore }) => isMore),
  };
}

/** Takes letters until there are no more of those that are meant, and deals with each. */
async function settleIn(
  box: LetterBox,
  { how, ids, most, until }: Settling,
  open: Set<string>,
  deps: DeadLetterDeps,
): Promise<Pick<Settled, 'done' | 'isMore'>> {
  const isAll = ids === 'all';
  const done: Settled['done'][number][] = [];
  /** Taken, and still to be there when this ends. */
  const held = new Map<string, DeadLetter>();
  const isBound = (takes: number) =>
    done.length >= most || deps.now() >= until || (!isAll && takes >= takesMax);
  try {
    for (let takes = 0; isAll || open.size > 0; takes++) {
      if (isBound(takes)) return { done, isMore: true };
      const fresh = (await box.take()).filter(({ id }) => !held.has(id));
      // None that is new: it is empty, or the first come round again.
      if (fresh.length === 0) break;
      for (const letter of fresh) held.set(letter.id, letter);
      const meant = fresh.filter(({ id }) => isAll || open.has(id));
      for (const one of await settleTen(meant, box, how, deps)) {
        done.push(one);
        open.delete(one.letter.id);
        if (one.fate !== 'kept') held.delete(one.letter.id);
      }
    }
  } finally {
    await box.giveBack([...held.values()]);
  }
  return { done, isMore: false };
}

/** Put back first and removed then: who dies in between leaves it twice, which does no harm. */
async function settleTen(
  taken: readonly DeadLetter[],
  box: LetterBox,
  how: Settling['how'],
  { send, readFetch }: DeadLetterDeps,
): Promise<Settled['done']> {
  const letters = await readAll(taken, readFetch);
  const fates = letters.map((letter) => ({ letter, fate: fateOf(letter, how) }));
  const back = fates.filter(({ fate }) => fate === 'putBack');
  for (const [home, ofHome] of Map.groupBy(back, ({ letter }) => letter.home)) {
    if (home === undefined) continue;
    await send(
      home,
      ofHome.map(({ letter }) => JSON.parse(letter.body)),
    );
  }
  await box.remove(fates.filter(({ fate }) => fate !== 'kept').map(({ letter }) => letter));
  return fates;
}

function fateOf({ kind, home }: PutAside, how: Settling['how']): Fate {
  if (how === 'drop') return 'dropped';
  if (kind === 'unknown') return 'kept';
  return home === undefined ? 'dropped' : 'putBack';
}

import type { Fate } from './fates.ts';
import { type Shelf, shelfInFolder, shelfInMemory } from './shelf.ts';
import type { SendAction } from './submission.ts';
import type { Tags } from './tags.ts';

/** One accepted message, as a line of the log. */
export interface Accepted {
  readonly id: string;
  /** The instant by the local clock. */
  readonly at: number;
  readonly action: SendAction;
  readonly source: string;
  readonly destinations: readonly string[];
  /** What becomes of it, one for each destination. */
  readonly fates: readonly Fate[];
  readonly configurationSet?: string;
  /** Whether SES reports events of it: a configuration set is named and its tags are sound. */
  readonly publishes: boolean;
  readonly tags: Tags;
  readonly subject: string;
  /** Size as handed in, and as kept. */
  readonly bytesIn: number;
  readonly bytes: number;
}

/** Everything that our SES accepted: the log and the bytes. */
export interface Mailbox {
  /** Keeps the bytes first, then the line: what has a line is whole. */
  readonly keep: (message: Accepted, raw: Buffer) => void;
  /** Oldest first. */
  readonly all: () => readonly Accepted[];
  readonly find: (id: string) => Accepted | undefined;
  readonly raw: (id: string) => Promise<Buffer | undefined>;
  readonly clear: () => void;
}

/** Opens the mailbox in a folder, or in memory when none is given. */
export function openMailbox(folder?: string): Mailbox {
  const shelf: Shelf = folder === undefined ? shelfInMemory() : shelfInFolder(folder);
  let messages = shelf.lines().flatMap(readLine);
  let byId = new Map(messages.map((message) => [message.id, message]));
  return {
    keep: (message, raw) => {
      shelf.put(message.id, raw, JSON.stringify(message));
      messages.push(message);
      byId.set(message.id, message);
    },
    all: () => messages,
    find: (id) => byId.get(id),
    raw: async (id) => (byId.has(id) ? shelf.raw(id) : undefined),
    clear: () => {
      shelf.clear();
      messages = [];
      byId = new Map();
    },
  };
}

function readLine(line: string): Accepted[] {
  try {
    return [JSON.parse(line) as Accepted];
  } catch {
    return [];
  }
}

/** The audit trail: who did what at the desk, by mail or by command, when, and what it changed. */

/** One act. */
export interface AuditEntry {
  readonly id: string;
  /** The newsletter that it is about, or `*`. */
  readonly newsletterId: string;
  readonly at: number;
  /** The id of the person; absent where nobody of the desk acted. */
  readonly personId?: string;
  readonly via: 'desk' | 'api' | 'mail' | 'command';
  /** The name of the token by which a program acted for them. */
  readonly token?: string;
  /** The name of the act: a method and a route, or a command. */
  readonly act: string;
  /** What it was done to: an id, never an address. */
  readonly object?: string;
  readonly before?: string;
  readonly after?: string;
  /** How it ended; absent: it was begun, and never ended. */
  readonly outcome?: 'done' | 'refused' | 'failed';
  /** The network that it came from, without its last part. */
  readonly from?: string;
}

const textCharsMax = 1_000;

/** What is told of a value before or after: short, and of no address. */
export function auditText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const words = (text ?? '').split(/([\s"<>,])/);
  const hidden = words.map((word) => (word.includes('@') ? '•@•' : word));
  return hidden.join('').slice(0, textCharsMax);
}

/** A network without its last part: enough to see that it was elsewhere. */
export function coarseNetwork(network: string): string {
  const v4 = /^(\d+\.\d+\.\d+)\.\d+$/.exec(network);
  return v4 === null ? network.split(':').slice(0, 3).join(':') : `${v4[1]}.0/24`;
}

/** Where acts are noted. */
export interface AuditLog {
  /** Notes that it begins, before anything is done. */
  readonly begin: (entry: AuditEntry) => Promise<void>;
  /** Notes how it ended, and what it changed. */
  readonly end: (
    entry: AuditEntry,
    ending: Pick<AuditEntry, 'outcome' | 'object' | 'before' | 'after'>,
  ) => Promise<void>;
  /** The latest first, those before an instant (ms). */
  readonly list: (
    newsletterId: string,
    range: { readonly before?: number; readonly limit: number },
  ) => Promise<readonly AuditEntry[]>;
}

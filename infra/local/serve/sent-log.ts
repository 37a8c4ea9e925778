/**
 * What was handed to the relay: a line when a mail is begun and one when it has ended, in a file for
 * each day. It is what events are made from, and what knows a mail again: by its id, which returns
 * with each bounce. Lines are only ever added, so that a copy of the files is whole at any time.
 */
import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { dayMs } from '../../../functions/config/time.ts';

/** A mail as it was begun. */
export interface SentMail {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly to: string;
  readonly source: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string;
}

/** `open`: it was begun, and nobody knows whether the relay took it. */
type Standing = 'accepted' | 'refused' | 'open';

/** Everything that was handed to the relay of late. */
export interface SentLog {
  readonly begin: (mail: SentMail) => void;
  /**
   * Durable when it returns: the answer to whoever submitted comes after it. One that throws is
   * written with the next.
   */
  readonly end: (mail: Pick<SentMail, 'id' | 'at'>, standing: Standing) => void;
  readonly standing: (id: string) => Standing | undefined;
  /** The mail, if it is known and was not refused. */
  readonly find: (id: string) => SentMail | undefined;
  /** Mails that the relay took since an instant (ms), oldest first. */
  readonly acceptedSince: (at: number) => readonly SentMail[];
  /** When something was last written (ms); undefined when nothing ever was. */
  readonly latestAt: () => number | undefined;
  /** Removes what is older than complaints come; each day does so by itself. */
  readonly forgetOld: (now: number) => void;
  /** Gives the same files a second name in another folder of this disk. */
  readonly linkTo: (folder: string) => void;
}

/** Complaints come within weeks; addresses of readers stand in these files no longer than that. */
const keptDays = 35;

const lineSchema = v.variant('state', [
  v.object({
    state: v.literal('begun'),
    id: v.string(),
    at: v.number(),
    to: v.string(),
    source: v.string(),
    tags: v.record(v.string(), v.string()),
    configurationSet: v.string(),
  }),
  v.object({
    state: v.picklist(['accepted', 'refused', 'open']),
    id: v.string(),
    at: v.number(),
  }),
]);

type Line = v.InferOutput<typeof lineSchema>;

interface Known {
  readonly standing: Standing;
  /** In which file it was last begun. */
  readonly day: string;
}

/** Opens the files of a folder. */
export function openSentLog(folder: string): SentLog {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = new Map<string, Known>();
  let latestAt: number | undefined;
  const learn = (line: Line) => {
    latestAt = Math.max(latestAt ?? 0, line.at);
    const day = line.state === 'begun' ? dayOf(line.at) : known.get(line.id)?.day;
    const standing = line.state === 'begun' ? 'open' : line.state;
    known.set(line.id, { standing, day: day ?? dayOf(line.at) });
  };
  for (const day of daysIn(folder)) {
    cutTornLine(join(folder, day));
    for (const line of linesOf(join(folder, day))) learn(line);
  }
  const owed: { readonly file: string; readonly text: string }[] = [];
  const writeOwed = () => {
    for (let [first] = owed; first !== undefined; [first] = owed) {
      append(first.file, first.text, 'durably');
      owed.shift();
    }
  };
  const forgetOld = (now: number) => {
    const oldest = dayOf(now - keptDays * dayMs);
    for (const day of daysIn(folder)) {
      if (day < oldest) rmSync(join(folder, day), { force: true });
    }
    for (const [id, { day }] of known) if (day < oldest) known.delete(id);
  };
  return {
    begin: (mail) => {
      if (!existsSync(join(folder, dayOf(mail.at)))) forgetOld(mail.at);
      // While the disk does not take how others ended, no more are begun.
      writeOwed();
      const line: Line = { state: 'begun', ...mail };
      append(join(folder, dayOf(mail.at)), `${JSON.stringify(line)}\n`, 'soon');
      learn(line);
    },
    end: ({ id, at }, standing) => {
      const line: Line = { state: standing, id, at };
      // Known first: a full disk is no reason to hand a mail over twice.
      learn(line);
      owed.push({ file: join(folder, dayOf(at)), text: `${JSON.stringify(line)}\n` });
      writeOwed();
    },
    standing: (id) => known.get(id)?.standing,
    find: (id) => {
      const found = known.get(id);
      if (found === undefined || found.standing === 'refused') return undefined;
      return begunIn(join(folder, found.day)).get(id);
    },
    acceptedSince: (since) => {
      const days = daysIn(folder).filter((day) => day >= dayOf(since));
      const isOf = ({ id, at }: SentMail) => at >= since && known.get(id)?.standing === 'accepted';
      return days.flatMap((day) => [...begunIn(join(folder, day)).values()].filter(isOf));
    },
    latestAt: () => latestAt,
    forgetOld,
    linkTo: (other) => {
      mkdirSync(other, { recursive: true, mode: 0o700 });
      for (const day of daysIn(folder)) linkSync(join(folder, day), join(other, day));
    },
  };
}

function dayOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 10)}.jsonl`;
}

function daysIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name))
    .sort();
}

/** A full disk may take half a line, which is taken back: the next one must not grow onto it. */
function append(file: string, text: string, when: 'durably' | 'soon'): void {
  const descriptor = openSync(file, 'a', 0o600);
  const { size } = fstatSync(descriptor);
  try {
    appendFileSync(descriptor, text);
    if (when === 'durably') fsyncSync(descriptor);
  } catch (error) {
    ftruncateSync(descriptor, size);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** What a kill has torn is cut off, so that the next line does not grow onto it. */
function cutTornLine(file: string): void {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(file, end);
}

function linesOf(file: string): Line[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').flatMap(readLine);
}

function readLine(text: string): Line[] {
  try {
    const line = v.safeParse(lineSchema, JSON.parse(text));
    return line.success ? [line.output] : [];
  } catch {
    return [];
  }
}

function begunIn(file: string): Map<string, SentMail> {
  const begun = linesOf(file).flatMap((line) => {
    if (line.state !== 'begun') return [];
    const { state: _state, ...mail } = line;
    return [[mail.id, mail] as const];
  });
  return new Map(begun);
}

/**
 * Follows one thing through the logs of all doors: from an item (`items stored`) to the content that
 * prints it (`content made`), to the batches of an edition (`batch frozen`), to the messages
 * (`messages`) and what SES reports of them (`event heeded`).
 */
import { eventOf, type FindLines, type LogLine } from './log-line.ts';

/** What is followed: an edition, a feed or a reader, by its id. */
export interface Followed {
  readonly kind: 'edition' | 'feed' | 'reader';
  readonly id: string;
}

/** Lines in order of time; `isCut` when there were more than are read. */
export interface Trail {
  readonly lines: readonly LogLine[];
  readonly isCut: boolean;
}

/** What following reads. */
export interface FollowDeps {
  readonly find: FindLines;
}

/** An edition of many items is followed to so many of them, a feed into so many batches. */
const idsMax = 500;

/** Everything about the thing since an instant (ms), in the order of time. */
export async function followLog(
  { kind, id }: Followed,
  since: number,
  { find }: FollowDeps,
): Promise<Trail> {
  const trail = openTrail(find, since);
  const own = await trail.look([id], (line) => mentions(line, id));
  if (kind === 'feed') await followDown(own, id, trail);
  else await followUp(own, trail);
  return trail.end(kind === 'reader' ? (line) => ofReader(line, id) : (line) => line);
}

/** From batches to what is printed in them, to where that came from. */
async function followUp(own: readonly LogLine[], trail: OpenTrail): Promise<void> {
  const batches = valuesOf(own, 'batchId');
  const frozen = await trail.look(batches, isEvent('batch frozen'), ['digest']);
  const contents = valuesOf([...own, ...frozen], 'contentKey');
  const made = await trail.look(contents, isEvent('content made'), ['digest']);
  const items = new Set(made.flatMap(itemsOf));
  const keys = [...items].map((item) => item.slice(item.indexOf('/') + 1));
  await trail.look(keys, (line) => itemsOf(line).some((item) => items.has(item)), ['fetch']);
}

/** From the items of a feed to where they are printed, to whom that was mailed. */
async function followDown(
  own: readonly LogLine[],
  feedId: string,
  trail: OpenTrail,
): Promise<void> {
  const made = own.filter((line) => itemsOf(line).some((item) => item.startsWith(`${feedId}/`)));
  const contents = valuesOf(made, 'contentKey');
  const frozen = await trail.look(contents, isEvent('batch frozen'), ['digest']);
  const batches = valuesOf(frozen, 'batchId');
  await trail.look(batches, (line) => isAny(line.fields.batchId, batches), ['send', 'events']);
}

interface OpenTrail {
  /** Looks for lines with one of these ids, and takes those that are meant. */
  readonly look: (
    ids: readonly string[],
    isMeant: (line: LogLine) => boolean,
    doors?: readonly string[],
  ) => Promise<readonly LogLine[]>;
  readonly end: (tell: (line: LogLine) => LogLine) => Trail;
}

function openTrail(find: FindLines, since: number): OpenTrail {
  const taken = new Map<string, LogLine>();
  let isCut = false;
  return {
    look: async (ids, isMeant, doors) => {
      const terms = [...new Set(ids)].slice(0, idsMax);
      isCut ||= terms.length < new Set(ids).size;
      if (terms.length === 0) return [];
      const found = await find({ terms, since, ...(doors === undefined ? {} : { doors }) });
      isCut ||= found.isCut;
      const lines = found.lines.filter(isMeant);
      for (const line of lines) taken.set(JSON.stringify(line), line);
      return lines;
    },
    end: (tell) => ({
      lines: [...taken.values()].sort((one, other) => one.at - other.at).map(tell),
      isCut,
    }),
  };
}

/** What stands under this name in the lines, each once. */
function valuesOf(lines: readonly LogLine[], name: string): string[] {
  const values = lines.map(({ fields }) => fields[name]);
  return [...new Set(values.filter((value) => typeof value === 'string'))];
}

/** The items that a line names, as `feed/key`. */
function itemsOf({ fields: { items, feedId } }: LogLine): string[] {
  if (!Array.isArray(items)) return [];
  return items.map((item) => (typeof feedId === 'string' ? `${feedId}/${item}` : String(item)));
}

function isEvent(event: string): (line: LogLine) => boolean {
  return (line) => eventOf(line) === event;
}

function isAny(value: unknown, ids: readonly string[]): boolean {
  return typeof value === 'string' && ids.includes(value);
}

/** Whether the id stands in the line for itself, or as the feed of an item; not as a part of words. */
function mentions({ fields }: LogLine, id: string): boolean {
  const isIn = (value: unknown): boolean => {
    if (typeof value === 'string') return value === id || value.startsWith(`${id}/`);
    if (typeof value !== 'object' || value === null) return false;
    return Object.entries(value).some(([name, inner]) => name === id || isIn(inner));
  };
  return isIn(fields);
}

/** A batch has other readers, too: of them nothing is told. */
function ofReader(line: LogLine, id: string): LogLine {
  const { outcomes } = line.fields;
  if (typeof outcomes !== 'object' || outcomes === null) return line;
  const own = Object.entries(outcomes).filter(([reader]) => reader === id);
  return { ...line, fields: { ...line.fields, outcomes: Object.fromEntries(own) } };
}

/** Words and phrases of which every trouble has one (infra/cloud/constructs/log-counts.ts). */
const troubleTerms = ['ERROR', 'platform.report', 'platform.runtimeDone', 'late', 'edition held'];
const toldByAlarms: ReadonlySet<string> = new Set(['late', 'edition held']);

/** What failed, what is late and what was held since an instant (ms), in the order of time. */
export async function findTrouble(since: number, { find }: FollowDeps): Promise<Trail> {
  const trail = openTrail(find, since);
  await trail.look(troubleTerms, isTrouble);
  return trail.end((line) => line);
}

function isTrouble(line: LogLine): boolean {
  const { level, record } = line.fields;
  if (level === 'ERROR' || toldByAlarms.has(eventOf(line))) return true;
  const status = typeof record === 'object' && record !== null && 'status' in record;
  return status && record.status !== 'success';
}

/** `logs`: follows one edition, feed or reader through the logs of all doors, or shows what failed. */
import { type Followed, findTrouble, followLog } from '../../../functions/config/follow-log.ts';
import { eventOf, type LogLine } from '../../../functions/config/log-line.ts';
import { logsKeptDays } from '../../../functions/config/retention.ts';
import { dayMs } from '../../../functions/config/time.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { logFileBytesMax } from '../../local/logs/log-file.ts';
import { newsletterOption } from '../chosen.ts';
import { command, type Values } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { findReader } from '../subscribers.ts';
import { factsText } from '../table-text.ts';
import { readDuration } from '../time-text.ts';

const fileMb = logFileBytesMax / 1e6;

const options = {
  edition: { type: 'string', value: 'ID', help: 'from its items to its batches and messages' },
  feed: { type: 'string', value: 'ID', help: 'from its items to the editions that print them' },
  reader: {
    type: 'string',
    value: 'ADDRESS|ID|LINK',
    help: 'the mails to one reader, and where their items came from',
  },
  problems: { type: 'boolean', help: 'what failed, what is late, and what was held' },
  since: { type: 'string', value: 'DURATION', help: 'how far back, such as 2h or 7d (1d)' },
  ...newsletterOption,
} as const;

/** `logs`: what the doors wrote down of one thing, in order of time. */
export const logs = command({
  name: 'logs',
  summary: 'Follow one edition, feed or reader through the logs of all doors',
  details: [
    'Lines are in order of time, in UTC: what was fetched, what was printed, in which batch it went,',
    'and what was said of it. No line has an address of a reader.',
    `AWS keeps the logs for ${logsKeptDays} days.`,
    `This machine keeps the last ${fileMb} to ${2 * fileMb} MB of them.`,
  ],
  takes: [],
  options,
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const since = connection.now() - durationOf(values.since);
    const find = await connection.findLines();
    const wanted = await wantedOf(values, connection);
    const trail =
      wanted === 'problems'
        ? await findTrouble(since, { find })
        : await followLog(wanted, since, { find });
    const facts = trail.lines.map((line) => [headOf(line), textOf(line)] as const);
    return {
      lines: facts.length === 0 ? [noneText(wanted)] : factsText(facts, screen.columns),
      json: trail,
      notes: trail.isCut ? ['There are more lines than are read. Look at less with --since.'] : [],
    };
  },
});

type Wanted = Followed | 'problems';

async function wantedOf(values: Values<typeof options>, connection: Connection): Promise<Wanted> {
  const { edition, feed, reader, problems } = values;
  const given = [edition, feed, reader, problems].filter((value) => value !== undefined);
  if (given.length !== 1) {
    throw new UsageError('logs takes one of --edition, --feed, --reader and --problems.');
  }
  if (edition !== undefined) return { kind: 'edition', id: edition };
  if (feed !== undefined) return { kind: 'feed', id: feed };
  if (reader === undefined) return 'problems';
  return { kind: 'reader', id: await readerId(reader, values.newsletter, connection) };
}

/** By what the owner has of them; who is gone from the table may still be in the logs by their id. */
async function readerId(
  name: string,
  newsletterId: string | undefined,
  connection: Connection,
): Promise<string> {
  const all = await newsletterStore(connection.table).list();
  const asked = all.filter(({ id }) => newsletterId === undefined || id === newsletterId);
  for (const newsletter of asked) {
    const reader = await findReader(name, newsletter, connection).catch(unlessRefused);
    if (reader !== undefined) return reader.id;
  }
  if (/^[\w-]+$/.test(name)) return name;
  throw new RefusedError('There is no such reader.');
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof RefusedError)) throw error;
  return undefined;
}

function durationOf(text: string | undefined): number {
  if (text === undefined) return dayMs;
  const duration = readDuration(text);
  if (duration !== undefined) return duration;
  throw new UsageError(`--since takes 12h, 30d and the like, not ${text}.`);
}

function noneText(wanted: Wanted): string {
  return wanted === 'problems'
    ? 'Nothing failed, nothing was late or held in that time.'
    : `The logs say nothing of ${wanted.id} in that time.`;
}

/** `2026-11-29 07:00:03 send`. */
function headOf({ at, door }: LogLine): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} ${door}`;
}

/** Said already, or of no use to somebody who reads. */
const unsaid: ReadonlySet<string> = new Set([
  ...['time', 'timestamp', 'level', 'door', 'event', 'type', 'stack', 'requestId'],
]);

/** `batch frozen: editionId e1, batchId b1, readers 50`. */
function textOf(line: LogLine): string {
  const facts = Object.entries(line.fields).filter(([name]) => !unsaid.has(name));
  const words = facts.map(([name, value]) => `${name} ${valueText(value)}`);
  return [`${eventOf(line)}:`, words.join(', ')].join(' ');
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(' ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${valueText(inner)}`)
    .join(', ');
}

/** `subscribers find`: readers by address, state and date, however many there are. */
import { instantOf, readDay } from '../../functions/config/calendar.ts';
import { readerSearch } from '../../functions/store/reader-search.ts';
import { type ReaderState, readerStates } from '../../functions/subscriber/reader-state.ts';
import { searchReaders } from '../../functions/subscriber/search-readers.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { type Answer, command } from './command.ts';
import { RefusedError, UsageError } from './errors.ts';
import { readerTable } from './reader-text.ts';

const incomplete =
  'Readers who came before 0.2 are missing until this is done: paperboy upgrade --apply';

/** `subscribers find`: a page of the readers who fit. */
export const findSubscribers = command({
  name: 'subscribers find',
  summary: 'Find readers by the beginning of their address, by state and by date',
  details: [
    'It takes as long with a million readers as with ten, and shows a page at a time. Without a',
    'BEGINNING those are found who came or went lately, the latest first.',
  ],
  takes: ['[BEGINNING]'],
  options: {
    ...newsletterOption,
    state: { type: 'string', value: 'STATE', help: `how they stand: ${readerStates.join(', ')}` },
    from: { type: 'string', value: 'DAY', help: 'who came or went on that day or later' },
    to: { type: 'string', value: 'DAY', help: 'who came or went on that day or before' },
    after: { type: 'string', value: 'PLACE', help: 'the page behind that place' },
  },
  isReading: true,
  run: async ({ values, args: [beginning = ''], screen }, connection): Promise<Answer> => {
    const { table, now } = connection;
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const state = stateIn(values.state);
    const first = dayIn('from', values.from);
    const last = dayIn('to', values.to);
    const found = await searchReaders(
      {
        ...{ newsletterId: newsletter.id, beginning, state, after: values.after, now: now() },
        from: first && instantOf(first, 0, newsletter.zone),
        to: last && instantOf(last + 1, 0, newsletter.zone),
      },
      readerSearch(table, now),
    );
    if (found.kind === 'too-short') {
      throw new UsageError('Give at least two characters of the beginning of the address.');
    }
    if (found.kind === 'no-index') {
      throw new RefusedError(
        'This table was made by an earlier release and has no index of addresses yet: deploy this ' +
          'release, or start it once on this machine.',
      );
    }
    const readers = found.readers.map(({ reader }) => reader);
    const { next } = found;
    const look = { now: now(), width: screen.columns };
    const asked = [state, values.from, values.to].some((one) => one !== undefined);
    return {
      lines: [
        ...(readers.length === 0
          ? [noneText(newsletter.name, beginning, asked, next !== undefined)]
          : readerTable(readers, newsletter, look)),
        ...(next === undefined ? [] : ['', `There are more: --after '${next}'`]),
      ],
      json: { ...found, readers },
      notes: found.isComplete ? [] : [incomplete],
    };
  },
});

function stateIn(text: string | undefined): ReaderState | undefined {
  const state = readerStates.find((one) => one === text);
  if (text === undefined || state !== undefined) return state;
  throw new UsageError(`--state is one of ${readerStates.join(', ')}, not ${text}.`);
}

function dayIn(option: string, text: string | undefined): number | undefined {
  const day = text === undefined ? undefined : readDay(text);
  if (text === undefined || day !== undefined) return day;
  throw new UsageError(`--${option} is a day such as 2026-03-24, not ${text}.`);
}

function noneText(name: string, beginning: string, isAsked: boolean, hasMore: boolean): string {
  if (hasMore) return 'None of those looked at so far fits.';
  const who = beginning === '' ? '' : ` whose address begins with ${beginning}`;
  return `${name} has no reader${who}${isAsked ? ' who fits' : ''}.`;
}

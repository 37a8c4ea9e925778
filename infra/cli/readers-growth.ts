/** `readers growth`: how many came and left, day by day, why, and after which edition. */
import { dayMs } from '../../functions/config/time.ts';
import { growthBook } from '../../functions/store/growth.ts';
import { type Growth, growth, growthDaysMax } from '../../functions/subscriber/growth.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import { UsageError } from './errors.ts';
import { type Column, tableText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

const daysByDefault = 30;

/** `readers growth`: the figures of the days up to now. */
export const readersGrowth = command({
  name: 'readers growth',
  summary: 'Show how many readers came and left, day by day, why, and after which edition',
  details: [
    'Joined and left count who gets editions since, and who gets none any more, for any reason. Days',
    'are those of UTC. Figures begin with the release that first noted them.',
  ],
  takes: [],
  options: {
    ...newsletterOption,
    days: {
      type: 'string',
      value: 'N',
      help: `of so many days (${daysByDefault}, at most ${growthDaysMax})`,
    },
  },
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const days = daysOf(values.days);
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const now = connection.now();
    const input = { newsletterId: newsletter.id, from: now - (days - 1) * dayMs, to: now, now };
    const told = await growth(input, growthBook(connection.table));
    const { editions } = told;
    return {
      lines: [
        ...dayLines(told, screen.columns),
        '',
        sinceLine(told),
        ...wayLines(told),
        ...(editions.length === 0
          ? []
          : ['', ...editionLines(told, newsletter.zone, screen.columns)]),
      ],
      json: told,
    };
  },
});

function daysOf(text: string | undefined): number {
  if (text === undefined) return daysByDefault;
  const days = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= growthDaysMax) return days;
  throw new UsageError(`--days takes a whole number from 1 to ${growthDaysMax}, not ${text}.`);
}

function numbers(...titles: readonly string[]): Column[] {
  return titles.map((title) => ({ title, align: 'right' }));
}

function sinceLine({ knownFrom }: Growth): string {
  return knownFrom === undefined
    ? 'Nothing has been counted yet.'
    : `Counted since ${knownFrom}; what was before is not known.`;
}

const dayColumns = [{ title: 'DAY' }, ...numbers('ASKED', 'JOINED', 'LEFT', 'NET', 'READERS')];

function dayLines({ days }: Growth, width: number): string[] {
  const rows = days.map(({ day, asked, joined, left, net, total }) => [
    ...[day, `${asked}`, `${joined}`, `${left}`],
    net > 0 ? `+${net}` : `${net}`,
    total === undefined ? '-' : `${total}`,
  ]);
  return tableText(dayColumns, rows, width);
}

const wayWords: Readonly<Record<string, string>> = {
  confirmed: 'confirmed',
  imported: 'imported',
  returned: 'came back',
  left: 'left by themselves',
  'taken-off': 'taken off',
  bounced: 'address gave up',
  complained: 'complained',
  suppressed: 'suppressed',
  erased: 'erased',
};

const reasonWords: Readonly<Record<string, string>> = {
  'too-many': 'too many mails',
  'not-for-me': 'not for them',
  'never-asked': 'never asked for it',
  other: 'another reason',
};

function wayLines({ joined, left, reasons }: Growth): string[] {
  return [
    `Joined: ${waysText(joined, wayWords)}.`,
    `Left: ${waysText(left, wayWords)}.`,
    `Reasons of those who left by themselves and said it: ${waysText(reasons, reasonWords)}.`,
  ];
}

function waysText(
  counts: Readonly<Record<string, number>>,
  words: Readonly<Record<string, string>>,
): string {
  const ways = Object.entries(counts).filter(([, count]) => count !== 0);
  if (ways.length === 0) return 'none';
  return ways.map(([name, count]) => `${words[name] ?? name} ${count}`).join(', ');
}

const editionColumns = [
  { title: 'EDITION' },
  { title: 'DUE' },
  ...numbers('SUBMITTED', 'BOUNCED', 'COMPLAINED', 'LEFT'),
];

function editionLines({ editions }: Growth, zone: string, width: number): string[] {
  const rows = editions.map(({ id, scheduledAt, submitted, bounced, complained, left }) => [
    ...[id, timeText(scheduledAt, zone)],
    ...[submitted, bounced, complained, left].map(String),
  ]);
  return [
    `The latest ${countText(editions.length, 'edition')}, and who went after each:`,
    ...tableText(editionColumns, rows, width),
  ];
}

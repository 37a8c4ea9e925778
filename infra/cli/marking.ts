/** What the commands on marks have in common: their window, their book, and how a mark is told. */
import { randomBytes } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Mark } from '../../functions/edition/mark.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { type FoundItem, findItem, refText } from '../../functions/edition/plan/find-item.ts';
import type { MarkingDeps, MarkResult, Window } from '../../functions/edition/plan/keep-mark.ts';
import { itemStore } from '../../functions/store/items.ts';
import { markStore, storeOwnItem } from '../../functions/store/marks.ts';
import type { Option, Values } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { factsText } from './table-text.ts';
import { readDuration, timeText } from './time-text.ts';

/** The options that say when a mark acts. */
export const windowOptions = {
  from: { type: 'string', value: 'TIME', help: 'first for editions due then: 2026-12-01 (now)' },
  until: {
    type: 'string',
    value: 'TIME',
    help: 'not for editions due then or later: 2026-12-08, 2026-12-08T12:00, or 3d from now',
  },
} as const satisfies Record<string, Option>;

/** The window that the options name, on the clock of the newsletter. */
export function windowOf(
  { from, until }: Values<typeof windowOptions>,
  { zone }: Newsletter,
  now: number,
): Window {
  return {
    from: from === undefined ? undefined : instantOf('from', from, zone, now),
    until: until === undefined ? undefined : instantOf('until', until, zone, now),
  };
}

/** The instant that an option names, on the clock of a zone. Throws a UsageError. */
export function instantOf(option: string, text: string, zone: string, now: number): number {
  const duration = readDuration(text);
  if (duration !== undefined) return now + duration;
  try {
    const wall = Temporal.PlainDateTime.from(text.trim());
    return wall.toZonedDateTime(zone).epochMilliseconds;
  } catch {
    throw new UsageError(
      `--${option} takes a day or an hour such as 2026-12-01 or 2026-12-01T18:00, or a time from ` +
        `now such as 3d, not ${text}.`,
    );
  }
}

const idBytes = 5;

/** The book of marks of the system that the command works on. */
export function markingBook({ table, prompt, now }: Connection): MarkingDeps {
  return {
    ...markStore(table, now),
    storeItem: (item) => storeOwnItem(prompt, item),
    randomId: () => randomBytes(idBytes).toString('hex'),
    now,
  };
}

/** How an item is named, in every command. */
export const itemDetail =
  'ITEM is its address, its title or a part of it, or the beginning of its id.';

/** The item that is meant. Throws a RefusedError that helps to name it. */
export async function chosenItem(
  name: string,
  { id }: Newsletter,
  { table, now }: Connection,
): Promise<FoundItem> {
  const found = await findItem(id, name, { ...itemStore(table), now });
  switch (found.kind) {
    case 'found':
      return found.item;
    case 'none':
      throw new RefusedError(
        `Nothing that came in the last weeks is called ${name}. Name an item by its address, by ` +
          'its title or a part of it, or by its id.',
      );
    case 'several': {
      const lines = found.items.map((item) => `  ${refText(item)}  ${item.title}`);
      throw new RefusedError([`Several items are meant by ${name}:`, ...lines].join('\n'));
    }
  }
}

/** The mark that was made. Throws a UsageError that says everything that is to be mended. */
export function madeMark(result: MarkResult): Mark {
  if (result.kind === 'marked') return result.mark;
  throw new UsageError(result.faults.join('\n'));
}

/** Everything about one mark. */
export function markFacts(mark: Mark, { zone }: Newsletter, columns: number): string[] {
  return factsText(
    [
      ['Mark', mark.id],
      ['What', whatText(mark)],
      ['From', timeText(mark.from, zone)],
      ['Until', `${timeText(mark.until, zone)} (${zone})`],
    ],
    columns,
  );
}

/** What a mark says, on one line. */
export function whatText(mark: Mark): string {
  switch (mark.kind) {
    case 'pin':
      return `“${mark.named}” stands at the top`;
    case 'leave-out':
      return `“${mark.named}” is left out`;
    case 'move':
      return `“${mark.named}” stands in ${mark.sectionId}`;
    case 'retitle': {
      const { named, title, excerpt } = mark;
      const parts = [
        ...(title === undefined ? [] : [`is called “${title}”`]),
        ...(excerpt === undefined ? [] : ['has another excerpt']),
      ];
      return `“${named}” ${parts.join(' and ')}`;
    }
    case 'own':
      return `“${mark.named}”, of your own, in ${mark.sectionId}`;
    case 'note':
      return `note (${Object.keys(mark.texts).join(', ')}): ${beginningOf(mark.texts)}`;
  }
}

const beginningCharsMax = 60;

function beginningOf(texts: Readonly<Record<string, { readonly markdown: string }>>): string {
  const [text] = Object.values(texts);
  const line = (text?.markdown ?? '').replace(/\s+/g, ' ');
  return line.length > beginningCharsMax ? `${line.slice(0, beginningCharsMax)}…` : line;
}

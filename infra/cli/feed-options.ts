/** The options that say how a feed is watched, for `feeds add` and `feeds set`. */
import { type FullText, fullTexts } from '../../functions/feed/feed.ts';
import { intervalsMinutes } from '../../functions/feed/schedule/poll-slot.ts';
import type { Values } from './command.ts';
import { UsageError } from './errors.ts';

export const watchingOptions = {
  title: { type: 'string', value: 'TEXT', help: 'what it is called (its own title)' },
  'full-text': {
    type: 'string',
    value: 'WHEN',
    help: 'whether articles are read from their pages: never, always, auto (auto)',
  },
  every: {
    type: 'string',
    value: 'MINUTES',
    help: `how often it is asked: ${intervalsMinutes.join(', ')} or auto, by its habit (auto)`,
  },
} as const;

export interface Watching {
  readonly title?: string;
  readonly fullText?: FullText;
  readonly every?: number | 'auto';
}

/** What was said of how a feed is watched. Throws a UsageError. */
export function watching(values: Values<typeof watchingOptions>): Watching {
  const { title, every, 'full-text': when } = values;
  const fullText = when === undefined ? undefined : fullTexts.find((one) => one === when);
  if (when !== undefined && fullText === undefined) {
    throw new UsageError(`--full-text is never, always or auto, not ${when}.`);
  }
  const minutes = intervalsMinutes.find((each) => String(each) === every);
  if (every !== undefined && every !== 'auto' && minutes === undefined) {
    const offered = `one of ${intervalsMinutes.join(', ')} minutes or auto`;
    throw new UsageError(`--every is ${offered}, not ${every}.`);
  }
  return {
    ...(title === undefined ? {} : { title: title.trim() }),
    ...(fullText === undefined ? {} : { fullText }),
    ...(every === undefined ? {} : { every: minutes ?? 'auto' }),
  };
}

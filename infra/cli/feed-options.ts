/** The options that say how a feed is watched, for `feeds add` and `feeds set`. */
import { readSettings } from '../../functions/feed/each-setting.ts';
import type { FeedSettings } from '../../functions/feed/settings.ts';
import { UsageError } from './errors.ts';

/** What was said of how a feed is watched. Throws a UsageError. */
export function settingsIn(values: Readonly<Record<string, unknown>>): FeedSettings {
  return readSettings(
    ({ option }) => {
      const text = option && values[option.name];
      return typeof text === 'string' ? text : undefined;
    },
    ({ option, offered }, text) => {
      throw new UsageError(`--${option?.name} is ${offered}, not ${text}.`);
    },
  );
}

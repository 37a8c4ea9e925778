/** `feeds set`: changes how a feed is watched, stops it, or takes it up again. */

import { isArchive } from '../../functions/feed/archive-feed.ts';
import { settingChanges, settingOptions } from '../../functions/feed/each-setting.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import type { FeedChanges } from '../../functions/feed/keep/changes.ts';
import { changedFeed } from '../../functions/feed/keep/changes.ts';
import { lookingAgain, slotAfter, stopped } from '../../functions/feed/keep/said.ts';
import { takenUp } from '../../functions/feed/keep/take-up.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import {
  checkOpen,
  chosenFeed,
  chosenNewsletter,
  chosenSection,
  newsletterOption,
} from './chosen.ts';
import { command } from './command.ts';
import { RefusedError, UsageError } from './errors.ts';
import { settingsIn } from './feed-options.ts';

const options = {
  ...newsletterOption,
  section: { type: 'string', value: 'ID', help: 'the section it belongs to from now on' },
  ...settingOptions,
  stop: { type: 'boolean', help: 'asks it no more, until --resume' },
  resume: { type: 'boolean', help: 'asks it again, whatever it was stopped or left alone for' },
} as const;

/** `feeds set`: changes, stops and resumes a feed. */
export const set = command({
  name: 'feeds set',
  summary: 'Change how a feed is watched, stop it, or take it up again',
  details: [
    'FEED is its id, the beginning of its id, its address or its title. What is not named stays.',
    'What appeared while it was stopped is news when it is taken up again; much of it at once is',
    'held for your word.',
  ],
  takes: ['FEED'],
  options,
  isReading: false,
  run: async ({ values, args: [name = ''] }, connection) => {
    const { stop, resume, section } = values;
    if (stop && resume) throw new UsageError('--stop and --resume cannot be meant both.');
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    if (resume === true) checkOpen(newsletter);
    const feed = await chosenFeed(name, newsletter, connection);
    const said: FeedChanges = {
      ...(section === undefined ? {} : { sectionId: chosenSection(section, newsletter).id }),
      ...settingChanges(settingsIn(values)),
      ...(stop ? stopped : {}),
      ...(resume ? takenUp(connection.now()) : {}),
    };
    if (Object.keys(said).length === 0) {
      throw new UsageError('Say what to change: paperboy feeds set --help shows what there is.');
    }
    checkArchive(feed, said);
    const changes = lookingAgain(feed, said, connection.now());
    const slot = slotAfter(feed, changes, resume === true ? 'resume' : undefined);
    const key = { newsletterId: newsletter.id, feedId: feed.id };
    await feedStore(connection.table).change(key, changes, slot);
    return { lines: [summaryOf(changedFeed(feed, changes))] };
  },
});

function checkArchive({ url, title }: Feed, changes: FeedChanges): void {
  if (!isArchive(url) || (changes.state ?? changes.intervalMinutes) === undefined) {
    return;
  }
  throw new RefusedError(`${title} is an archive: nobody asks it for anything.`);
}

function summaryOf({ title, url, sectionId, state, intervalMinutes }: Feed): string {
  const polled = state === 'active' ? `asked every ${intervalMinutes} minutes` : 'stopped';
  return `${title || url} is ${polled}, in section ${sectionId}.`;
}

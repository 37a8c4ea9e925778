/** Pure: what becomes of a feed when a table is restored. */
import { isDeepStrictEqual } from 'node:util';
import type { Feed } from '../feed/feed.ts';

/** Whose field it is: what the owner says of the feed, or how far it was read. */
const whose: Readonly<Record<keyof Feed, 'owner' | 'reading'>> = {
  id: 'owner',
  newsletterId: 'owner',
  sectionId: 'owner',
  url: 'owner',
  siteUrl: 'owner',
  title: 'owner',
  fullText: 'owner',
  intervalMinutes: 'owner',
  chosenMinutes: 'owner',
  state: 'owner',
  stoppedByClosing: 'owner',
  settleMinutes: 'owner',
  approval: 'owner',
  filters: 'owner',
  addedAt: 'owner',
  intervalChangedAt: 'reading',
  askedMinutes: 'reading',
  restTimes: 'reading',
  started: 'reading',
  backlogItems: 'reading',
  validators: 'reading',
  hub: 'reading',
  bodyHash: 'reading',
  notBefore: 'reading',
  failures: 'reading',
  lastError: 'reading',
  lastChangedAt: 'reading',
  readAt: 'reading',
  storing: 'reading',
  habit: 'reading',
  ends: 'reading',
  hold: 'reading',
  isBlank: 'reading',
  gateAt: 'reading',
  lately: 'reading',
  shown: 'reading',
  withdrawn: 'reading',
  pagesLeft: 'reading',
  pagesRefused: 'reading',
  moved: 'reading',
  renamedAt: 'reading',
  takenUpAt: 'reading',
  failingSince: 'reading',
  failingToldAt: 'reading',
  plainToldAt: 'reading',
  silentToldAt: 'reading',
};

const fields = Object.keys(whose) as (keyof Feed)[];
const ownFields = fields.filter((name) => whose[name] === 'owner');

/** A field that is there without a value is to be removed. */
type FeedChanges = { readonly [Name in keyof Feed]?: Feed[Name] | undefined };

/**
 * What the owner had set then and is otherwise now; undefined: nothing. One that is polled again
 * starts as if it had never failed.
 */
export function settingsBack(then: Feed, now: Feed): FeedChanges | undefined {
  const changed = ownFields.filter((name) => !isDeepStrictEqual(then[name], now[name]));
  if (changed.length === 0) return undefined;
  const again =
    then.state === 'active' && now.state === 'stopped'
      ? { failures: 0, lastError: undefined, notBefore: undefined }
      : {};
  return { ...Object.fromEntries(changed.map((name) => [name, then[name]])), ...again };
}

/**
 * The feed as if it had just been added: what it shows at its next poll is taken for seen, as nobody
 * knows how much of it was mailed. What lives in a file has no next poll.
 */
export function afresh(then: Feed): Feed {
  const own = ownFields
    .filter((name) => then[name] !== undefined)
    .map((name) => [name, then[name]]);
  return {
    ...(Object.fromEntries(own) as unknown as Feed),
    started: then.started && !/^https?:/i.test(then.url),
    backlogItems: 0,
    failures: 0,
  };
}

/** What a file wants to be otherwise than it is: a list of changes, and what clashes. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { settledText } from '../../feed/each-setting.ts';
import type { Feed } from '../../feed/feed.ts';
import { feedIdOf } from '../../feed/new-feed.ts';
import { normalisedLink } from '../../feed/normalised-link.ts';
import type { FeedSettingName } from '../../feed/settings.ts';
import type { Change, Compared } from './change.ts';
import { clashOf } from './clash.ts';
import { gateNames, leaves } from './shape.ts';
import { type Facts, factsOf, isAsked, type Standing } from './standing.ts';
import {
  isRecord,
  type Value,
  type Wanted,
  type WantedFeed,
  type WantedSection,
} from './wanted.ts';

/** What there is to compare. */
export interface Comparing {
  readonly wanted: Wanted;
  readonly standing: Standing;
  /** What was there when the file was pulled; undefined when that is not known. */
  readonly pulled: Facts | undefined;
  /** Whether what the file names no more is to be taken away, and not only left alone or stopped. */
  readonly prunes: boolean;
}

/** A new feed as a change says it. */
export interface NewFeedValue {
  readonly url: string;
  readonly section: string;
  readonly state: Feed['state'];
  readonly settings: Readonly<Record<string, string | null>>;
  readonly filters: readonly string[];
}

/** Compares what is wanted with what is. */
export function compare({ wanted, standing, pulled, prunes }: Comparing): Compared {
  const facts = factsOf(standing);
  const listed = listedFeeds(wanted, standing);
  const asked: Change[] = [
    ...fieldChanges(wanted, standing),
    ...gateNames.flatMap((name) => gateChange(name, wanted)),
    ...sectionChanges(wanted, standing, prunes, listed),
    ...listed.flatMap((one) => feedChanges(one)),
    ...unlisted(wanted, standing, listed).map((feed) => goneFeed(feed, prunes)),
  ].map((change) => ({ ...change, from: facts.get(change.key) ?? change.from }));
  const real = asked.filter(({ from, to }) => !isDeepStrictEqual(from, to));
  const clashes = real.flatMap((change) => clashOf(change, pulled));
  const lost = new Set(clashes.map(({ key }) => key));
  const changes = real.filter(
    ({ key, to }) => !lost.has(key) && !lost.has(`sections.${sectionIn(key, to)}`),
  );
  const agreed = asked.filter((one) => !real.includes(one)).map(({ key }) => key);
  return { changes, clashes, agreed, staying: stayingSections(wanted, standing, changes) };
}

const change = (key: string, to: Value, sign: Change['sign'] = '~'): Change => ({
  sign,
  key,
  from: null,
  to,
});

function fieldChanges({ fields }: Wanted, { newsletter }: Standing): Change[] {
  const zone = fields.get('zone') ?? newsletter?.zone;
  return leaves.flatMap((path) => {
    const key = path.join('.');
    const value = fields.get(key);
    if (value === undefined) return [];
    const isBare = key === 'defaultSchedule' && isRecord(value) && value.zone === undefined;
    return [change(key, isBare ? { ...value, zone } : value)];
  });
}

function gateChange(name: (typeof gateNames)[number], { gate }: Wanted): Change[] {
  const text = gate.get(name);
  if (text === undefined) return [];
  const settled = settledText(name, text);
  return [change(`gate.${name}`, settled === 'off' ? null : settled)];
}

interface Listed {
  readonly section: WantedSection;
  readonly wanted: WantedFeed;
  readonly feed: Feed | undefined;
}

function listedFeeds({ sections = [] }: Wanted, { feeds }: Standing): Listed[] {
  const asked = feeds.filter(isAsked);
  const byUrl = new Map(asked.map((feed) => [feed.url, feed]));
  const byId = new Map(asked.map((feed) => [feed.id, feed]));
  const listed = sections.flatMap((section) =>
    (section.feeds ?? []).map((wanted) => ({
      section,
      wanted,
      // A feed that moved to another address keeps the id of its first one.
      feed: byUrl.get(wanted.url) ?? byId.get(feedIdOf(wanted.url)),
    })),
  );
  const named = new Set(listed.map(({ feed }) => feed?.id));
  const free = asked.filter(({ id }) => !named.has(id));
  const byAddress = new Map(free.map((feed) => [normalisedLink(feed.url), feed]));
  const taken = new Set<string>();
  return listed.flatMap((one) => {
    const feed = one.feed ?? byAddress.get(normalisedLink(one.wanted.url));
    // Its first address and its present one may both stand in a file.
    if (feed !== undefined && taken.has(feed.id)) return [];
    if (feed !== undefined) taken.add(feed.id);
    return [{ ...one, feed }];
  });
}

function feedChanges({ section, wanted, feed }: Listed): Change[] {
  const state: Feed['state'] = wanted.isStopped ? 'stopped' : 'active';
  const { url, settings, filters } = wanted;
  if (feed === undefined) {
    const said = Object.fromEntries(settings);
    const to = { url, section: section.id, state, settings: said, filters: filters ?? [] };
    return [change(`feeds.${feedIdOf(url)}`, to satisfies NewFeedValue, '+')];
  }
  const name = (what: string) => `feeds.${feed.id}.${what}`;
  return [
    change(name('state'), state, wanted.isStopped ? '-' : '+'),
    change(name('section'), section.id),
    ...(filters === undefined ? [] : [change(name('filters'), filters)]),
    ...[...settings].map(([one, text]) =>
      change(name(one), settledText(one as FeedSettingName, text)),
    ),
  ];
}

/** Those that the file speaks of by leaving them out. */
function unlisted(wanted: Wanted, standing: Standing, listed: readonly Listed[]): Feed[] {
  const { sections } = wanted;
  if (sections === undefined) return [];
  const named = new Set(listed.map(({ feed }) => feed?.id));
  const silent = new Set(sections.filter(({ feeds }) => feeds === undefined).map(({ id }) => id));
  const own = new Set(standing.newsletter?.sections.map(({ id }) => id));
  return standing.feeds.filter(
    ({ id, url, sectionId }) =>
      isAsked({ url }) && !named.has(id) && !silent.has(sectionId) && own.has(sectionId),
  );
}

function goneFeed({ id, url, state }: Feed, prunes: boolean): Change {
  return prunes
    ? { sign: '-', key: `feeds.${id}`, from: { url, state }, to: null }
    : change(`feeds.${id}.state`, 'stopped', '-');
}

function sectionChanges(
  { sections }: Wanted,
  standing: Standing,
  prunes: boolean,
  listed: readonly Listed[],
): Change[] {
  if (sections === undefined) return [];
  const before = standing.newsletter?.sections ?? [];
  const known = new Set(before.map(({ id }) => id));
  const wantedIds = sections.map(({ id }) => id);
  const left = before.filter(({ id }) => !wantedIds.includes(id));
  const going = prunes ? left.filter(({ id }) => !isNeeded(id, standing, listed)) : [];
  const staying = left.filter((one) => !going.includes(one)).map(({ id }) => id);
  const order = [...wantedIds, ...staying];
  const stays = before.filter((one) => !going.includes(one)).map(({ id }) => id);
  const without = [...stays, ...wantedIds.filter((id) => !known.has(id))];
  return [
    ...sections.flatMap((section) => sectionChange(section, known.has(section.id))),
    ...(isDeepStrictEqual(order, without) ? [] : [change('sections', order)]),
    ...going.map(({ id, name }) => ({ ...change(`sections.${id}`, null, '-'), from: { name } })),
  ];
}

function sectionChange({ id, name, filters }: WantedSection, isKnown: boolean): Change[] {
  if (!isKnown) return [change(`sections.${id}`, { name, filters: filters ?? [] }, '+')];
  return [
    ...(name === undefined ? [] : [change(`sections.${id}.name`, name)]),
    ...(filters === undefined ? [] : [change(`sections.${id}.filters`, filters)]),
  ];
}

/** Whether a feed that no pruning takes away is in it: an archive. */
function isNeeded(sectionId: string, { feeds }: Standing, listed: readonly Listed[]): boolean {
  const moved = new Set(listed.map(({ feed }) => feed?.id));
  return feeds.some(
    (feed) => feed.sectionId === sectionId && !isAsked(feed) && !moved.has(feed.id),
  );
}

function stayingSections(
  { sections }: Wanted,
  { newsletter }: Standing,
  changes: readonly Change[],
): string[] {
  if (sections === undefined) return [];
  const gone = new Set(changes.filter(({ to }) => to === null).map(({ key }) => key));
  return (newsletter?.sections ?? [])
    .map(({ id }) => id)
    .filter((id) => !sections.some((one) => one.id === id) && !gone.has(`sections.${id}`));
}

/** The section that a feed would come into. */
function sectionIn(key: string, to: Value): string | undefined {
  if (!key.startsWith('feeds.')) return undefined;
  if (key.endsWith('.section')) return String(to);
  return isRecord(to) ? String(to.section) : undefined;
}

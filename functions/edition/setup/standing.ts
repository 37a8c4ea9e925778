/** A newsletter as it stands, in the terms of its file. Pure. */
import type { Schedule } from '../../config/schedule.ts';
import { settingFields, settingWritten } from '../../feed/each-setting.ts';
import type { Feed } from '../../feed/feed.ts';
import { filterWritten } from '../../feed/filter.ts';
import type { NewsletterGate } from '../../feed/gate/gate-rules.ts';
import { present } from '../../feed/present.ts';
import type { Newsletter } from '../newsletter.ts';
import { fileVersion, gateNames, leaves, ownSettings } from './shape.ts';
import { isRecord, type Value } from './wanted.ts';

/** What is there of a newsletter; nothing but the gate's rest where it is yet to be set up. */
export interface Standing {
  readonly newsletter: Newsletter | undefined;
  readonly gate: NewsletterGate;
  readonly feeds: readonly Feed[];
}

/** Single values by name: `sender.name`, `gate.settle`, `sections.town.name`, `feeds.ID.every`. */
export type Facts = ReadonlyMap<string, Value>;

/** Whether a feed is asked by its address: an archive is not, and no file speaks of it. */
export function isAsked({ url }: Pick<Feed, 'url'>): boolean {
  return /^https?:/i.test(url);
}

/** All that a file can say of it. */
export function factsOf({ newsletter, gate, feeds }: Standing): Facts {
  if (newsletter === undefined) return new Map();
  return new Map<string, Value>([
    ...leaves.map((path) => [path.join('.'), leafOf(newsletter, path)] as const),
    ...gateNames.map((name) => [`gate.${name}`, gateWritten(name, gate)] as const),
    ['sections', newsletter.sections.map(({ id }) => id)],
    ...newsletter.sections.flatMap(({ id, name }) => [
      [`sections.${id}.name`, name] as const,
      [`sections.${id}.filters`, (gate.filters.get(id) ?? []).map(filterWritten)] as const,
    ]),
    ...feeds.filter(isAsked).flatMap(feedFacts),
  ]);
}

function feedFacts(feed: Feed): (readonly [string, Value])[] {
  const name = (what: string) => `feeds.${feed.id}.${what}`;
  return [
    [name('state'), feed.state],
    [name('section'), feed.sectionId],
    [name('filters'), (feed.filters ?? []).map(filterWritten)],
    ...ownSettings.map((one) => [name(one), settingWritten(one, feed)] as const),
  ];
}

/** The value at a leaf of a newsletter; null where there is none. */
function leafOf(newsletter: object, path: readonly string[]): Value {
  const value = path.reduce<unknown>(
    (at, step) => (isRecord(at) ? at[step] : undefined),
    newsletter,
  );
  return value === undefined || (Array.isArray(value) && value.length === 0) ? null : value;
}

/** Of the gate, `off` is what holds without a word. */
function gateWritten(name: (typeof gateNames)[number], gate: NewsletterGate): string | null {
  const { filters: _, ...said } = gate;
  const text = settingWritten(name, { ...settingFields({}), ...said });
  return text === 'off' ? null : text;
}

/** The newsletter as a file says it; what holds without a word is left out. */
export function writtenOf({
  newsletter,
  gate,
  feeds,
}: Standing & { newsletter: Newsletter }): object {
  const { id, zone, sections, defaultSchedule } = newsletter;
  const file: Record<string, unknown> = { version: fileVersion, id };
  for (const path of leaves) put(file, path, leafOf(newsletter, path));
  const said = gateNames.map((name) => [name, gateWritten(name, gate) ?? undefined] as const);
  const own = present(Object.fromEntries(said.map(([name, text]) => [name, plain(text)])));
  return {
    ...file,
    defaultSchedule: withoutZone(defaultSchedule, zone),
    ...(Object.keys(own).length === 0 ? {} : { gate: own }),
    sections: sections.map((section) => ({
      ...section,
      ...filtersIn(gate.filters.get(section.id)),
      feeds: feeds
        .filter((feed) => isAsked(feed) && feed.sectionId === section.id)
        .map(writtenFeed),
    })),
  };
}

function writtenFeed(feed: Feed): object {
  const said = ownSettings.map((name) => [name, plain(settingWritten(name, feed) ?? undefined)]);
  return {
    url: feed.url,
    ...present(Object.fromEntries(said)),
    ...(feed.state === 'stopped' ? { state: feed.state } : {}),
    ...filtersIn(feed.filters),
  };
}

function filtersIn(filters: Feed['filters'] = []): object {
  return filters.length === 0 ? {} : { filters: filters.map(filterWritten) };
}

/** A number stands in a file as one. */
function plain(text: string | undefined): string | number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : text;
}

function withoutZone(schedule: Schedule, zone: string): object {
  const { zone: own, ...rest } = schedule;
  return own === zone ? rest : schedule;
}

function put(file: Record<string, unknown>, [step = '', ...rest]: readonly string[], value: Value) {
  if (value === null) return;
  if (rest.length === 0) {
    file[step] = value;
    return;
  }
  const inner = (file[step] ?? {}) as Record<string, unknown>;
  file[step] = inner;
  put(inner, rest, value);
}

/** The content of an edition for the readers who share a cursor: chosen, rendered once, kept. */
import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { dayMs } from '../../config/time.ts';
import type { Item } from '../../feed/item.ts';
import {
  type Candidate,
  chooseStories,
  gatherStories,
  isEmpty,
  type PickedItem,
  type Picks,
  rememberedMs,
  type StoryGroups,
} from '../choose/choose.ts';
import { learnFrom } from '../clean/boilerplate.ts';
import type { Choice, ChosenItem, Content, ItemRef, ShownNote } from '../content.ts';
import type { Edition } from '../edition.ts';
import { type ErrorFinding, errorsOf, type Finding } from '../finding.ts';
import { type Mark, type Marking, markingOf, noteIn, refKey } from '../mark.ts';
import type { Newsletter } from '../newsletter.ts';
import { renderEdition, templateVersion } from '../print/render.ts';
import { wordsFor } from '../words.ts';
import { openMemo, openSmallMemo } from './memo.ts';
import { inspect, inspectTraffic } from './preflight.ts';
import { type PeriodDeps, readPeriod } from './read-period.ts';
import { spanMsMax } from './spans.ts';
import { trafficOf } from './traffic.ts';

/** Where an edition's newsletter, feeds and items come from, and where its content is kept. */
export interface ComposeDeps extends PeriodDeps {
  readonly newsletter: (id: string) => Promise<Newsletter>;
  /** What was found in kept content; undefined when there is no content of this key. */
  readonly findings: (key: string) => Promise<readonly Finding[] | undefined>;
  readonly putContent: (content: Content) => Promise<void>;
}

type ContentPeriod = Pick<
  Edition,
  'newsletterId' | 'schedule' | 'sections' | 'language' | 'scheduledAt' | 'cutoff'
> & {
  readonly from: number;
  /** The owner's marks that act on it. */
  readonly marks?: readonly Mark[];
};

/** Content that is kept under its key, and what speaks against mailing it. */
export interface Composed {
  readonly key: string;
  readonly errors: readonly ErrorFinding[];
}

/**
 * Content for those who receive since an instant: a story that was told before they came is news to
 * them. Undefined when nothing is new.
 */
export type ContentFor = (receivesSince?: number) => Promise<Composed | undefined>;

/** What a composer makes of the period of an edition. */
export type Composer = (period: ContentPeriod) => Promise<ContentFor>;

/**
 * A composer for the editions of a tick: what they have in common is read and worked out once, and
 * segments that need the same content share it.
 */
export function openComposer(siteUrl: string, deps: ComposeDeps): Composer {
  const once = openSmallMemo<StoryGroups>(({ headings }) => headings.feedIds.length);
  return async (period) => {
    const { newsletterId, sections: wanted, cutoff } = period;
    const own = await deps.newsletter(newsletterId);
    const newsletter = { ...own, language: period.language ?? own.language };
    const from = Math.max(period.from, cutoff - spanMsMax);
    // Whole days, so that readers who joined one after the other still share the work.
    const since = from - rememberedMs - ((from - rememberedMs) % dayMs);
    const marking = markingOf(period.marks ?? [], newsletter.sections);
    const read = await once(
      JSON.stringify([newsletterId, wanted, since, cutoff, marking.key]),
      () => readPeriod({ newsletter, wanted, since, cutoff, marking }, deps),
    );
    const stories = gatherStories(read, from, marking);
    const traffic = trafficOf(read, stories, { from, cutoff });
    const material = {
      newsletter,
      read,
      stories,
      traffic: inspectTraffic(traffic),
      notes: notesOf(marking, [newsletter.language, own.language]),
      period,
      siteUrl,
    };
    const onceHeard = openMemo<Composed | undefined>();
    const { seenAt } = read.headings;
    return (receivesSince = 0) => {
      const heard = stories.filter(
        ({ told }) => told !== undefined && (seenAt[told] ?? 0) > receivesSince,
      );
      return onceHeard(String(heard.length), () => compose(material, receivesSince, deps));
    };
  };
}

function notesOf({ notes }: Marking, languages: readonly string[]): ShownNote[] {
  return notes.flatMap((note) => {
    const shown = noteIn(note, languages);
    return shown === undefined ? [] : [{ language: shown.language, html: shown.text.html }];
  });
}

interface Material {
  readonly newsletter: Newsletter;
  readonly read: StoryGroups;
  readonly stories: readonly Candidate[];
  readonly traffic: readonly Finding[];
  readonly notes: readonly ShownNote[];
  readonly period: ContentPeriod;
  readonly siteUrl: string;
}

async function compose(
  { newsletter, read, stories, traffic, notes, period, siteUrl }: Material,
  receivesSince: number,
  deps: ComposeDeps,
): Promise<Composed | undefined> {
  const { sections, itemsMax } = newsletter;
  const picks = chooseStories({ read, stories, sections, itemsMax, receivesSince });
  if (isEmpty(picks)) return undefined;
  const chosen = await readChosen(newsletter.id, picks, deps);
  const boilerplate = repeatedBy(read.sources, chosen);
  const choice = { ...chosen, boilerplate, ...(notes.length === 0 ? {} : { notes }) };
  const date = localDate(period.scheduledAt, period.schedule.zone);
  const key = contentKey(newsletter, choice, date);
  const known = await deps.findings(key);
  if (known !== undefined) return { key, errors: errorsOf(known) };
  const rendered = renderEdition({
    newsletter,
    choice,
    at: noonOf(date),
    zone: 'UTC',
    siteUrl,
    pageKey: key,
  });
  const findings = [...inspect({ rendered, newsletter, siteUrl }), ...traffic];
  await deps.putContent({
    key,
    newsletterId: newsletter.id,
    items: itemsOf(choice),
    excluded: choice.excluded,
    findings,
    ...rendered,
  });
  return { key, errors: errorsOf(findings) };
}

/** Reads what is printed whole, and what is listed. What went meanwhile is printed no more. */
async function readChosen(
  newsletterId: string,
  { sections, leftOut, ...rest }: Picks,
  { items }: PeriodDeps,
): Promise<Choice> {
  const placesOf = (picks: readonly PickedItem[], isListed: boolean) =>
    picks.map(({ item, firstSeenAt }) => ({ ...item, firstSeenAt, isListed }));
  const printed = sections.flatMap((section) => section.items);
  const found = await items(newsletterId, [
    ...placesOf(printed, false),
    ...placesOf(leftOut, true),
  ]);
  const byPlace = new Map(found.map((item) => [refKey(item), item]));
  const read = (some: Picks['leftOut']): ChosenItem[] =>
    some.flatMap((pick) => {
      const item = byPlace.get(refKey(pick.item));
      return item === undefined ? [] : [asMarked(item, pick)];
    });
  return {
    ...rest,
    sections: sections.map((section) => ({ ...section, items: read(section.items) })),
    leftOut: read(leftOut),
  };
}

/** The item as its owner wants it to be called, and to stand. */
function asMarked(item: Item, { source, alsoIn, mark }: PickedItem): ChosenItem {
  const { title, excerpt, pinnedAt } = mark ?? {};
  return {
    item: title === undefined ? item : { ...item, title },
    source,
    alsoIn,
    ...(excerpt === undefined ? {} : { excerpt }),
    ...(pinnedAt === undefined ? {} : { pinnedAt }),
  };
}

/** What the feeds of the printed items repeat, as their rows tell it. */
function repeatedBy(sources: StoryGroups['sources'], { sections }: Choice) {
  const ids = new Set(sections.flatMap(({ items }) => items.map(({ item }) => item.feedId)));
  const learnt = [...ids].sort().map((id) => {
    return [id, [...learnFrom(sources.get(id)?.ends ?? [])].sort()] as const;
  });
  return Object.fromEntries(learnt.filter(([, prints]) => prints.length > 0));
}

/** A hash of everything that the content depends on. */
function contentKey(newsletter: Newsletter, choice: Choice, date: string): string {
  const sections = choice.sections.map(({ id, items }) => [id, items.map(fingerprint)]);
  const leftOut = choice.leftOut.map(fingerprint);
  const words = wordsFor(newsletter.language).mail;
  const { excluded, boilerplate, notes } = choice;
  const facts = [
    templateVersion,
    words,
    newsletter,
    date,
    sections,
    leftOut,
    excluded,
    boilerplate,
    notes,
  ];
  const hash = createHash('sha256').update(JSON.stringify(facts));
  for (const ref of choice.unlisted ?? []) hash.update(JSON.stringify(ref));
  return hash.digest('hex').slice(0, 32);
}

/** All of the item: one that was edited before it went out is printed as it is now. */
function fingerprint({ item, source, alsoIn, ...marked }: ChosenItem): string {
  const fields = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([source, alsoIn, fields, marked]))
    .digest('hex');
}

function itemsOf({ sections, leftOut, unlisted = [] }: Choice): ItemRef[] {
  const read = [...sections.flatMap((section) => section.items), ...leftOut];
  return [...read.map(({ item: { feedId, key } }) => ({ feedId, key })), ...unlisted];
}

/** The day it is for the reader, as yyyy-mm-dd. */
function localDate(instant: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString();
}

function noonOf(date: string): number {
  return Date.parse(`${date}T12:00:00Z`);
}

/** The content of an edition for the readers who share a cursor: chosen, rendered once, kept. */
import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Item } from '../feed/item.ts';
import { chooseItems, isEmpty, type Source } from './choose.ts';
import type { Choice, ChosenItem, Content, ItemRef } from './content.ts';
import type { Edition } from './edition.ts';
import type { Newsletter } from './newsletter.ts';
import { renderEdition, templateVersion } from './render.ts';
import { wordsFor } from './words.ts';

/** Items first seen longer before the cutoff are too old to be news to anyone. */
const lookBackMs = 62 * 24 * 3_600_000;

export interface ComposeDeps {
  readonly newsletter: (id: string) => Promise<Newsletter>;
  readonly sources: (newsletterId: string) => Promise<Source[]>;
  /** Items first seen in (from, to], oldest first. */
  readonly items: (newsletterId: string, from: number, to: number) => Promise<Item[]>;
  readonly hasContent: (key: string) => Promise<boolean>;
  readonly putContent: (content: Content) => Promise<void>;
}

export type ContentPeriod = Pick<
  Edition,
  'newsletterId' | 'schedule' | 'sections' | 'scheduledAt' | 'cutoff'
> & { readonly from: number };

/**
 * Returns the key of the content for readers who have received everything up to `from`, or undefined
 * when nothing is new to them. Segments that need the same content share it.
 */
export async function composeContent(
  period: ContentPeriod,
  siteUrl: string,
  deps: ComposeDeps,
): Promise<string | undefined> {
  const newsletter = await deps.newsletter(period.newsletterId);
  const from = Math.max(period.from, period.cutoff - lookBackMs);
  const choice = chooseItems({
    items: await deps.items(period.newsletterId, from, period.cutoff),
    sources: await deps.sources(period.newsletterId),
    sections: newsletter.sections,
    wanted: period.sections,
    itemsMax: newsletter.itemsMax,
  });
  if (isEmpty(choice)) return undefined;
  const date = localDate(period.scheduledAt, period.schedule.zone);
  const key = contentKey(newsletter, choice, date);
  if (!(await deps.hasContent(key))) {
    const rendered = renderEdition({ newsletter, choice, at: noonOf(date), zone: 'UTC', siteUrl });
    const items = itemsOf(choice);
    await deps.putContent({ key, newsletterId: newsletter.id, items, ...rendered });
  }
  return key;
}

/** A hash of everything that the content depends on. */
function contentKey(newsletter: Newsletter, choice: Choice, date: string): string {
  const sections = choice.sections.map(({ id, items }) => [id, items.map(fingerprint)]);
  const leftOut = choice.leftOut.map(fingerprint);
  const words = wordsFor(newsletter.language).mail;
  const facts = [templateVersion, words, newsletter, date, sections, leftOut];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
}

/** All of the item: one that was edited before it went out is printed as it is now. */
function fingerprint({ item, source }: ChosenItem): string {
  const fields = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([source, fields]))
    .digest('hex');
}

function itemsOf(choice: Choice): ItemRef[] {
  return [...choice.sections.flatMap((section) => section.items), ...choice.leftOut].map(
    ({ item }) => ({ feedId: item.feedId, key: item.key }),
  );
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

/** Puts the story that leads in its place, with the reasons for it. */
import { hourMs } from '../../config/time.ts';
import { isOpinion, type LeadFacts, leadOf, weigh } from '../choose/lead.ts';
import { wordsOf } from '../clean/limits.ts';
import type { Choice, ChosenItem, ItemRef, LeadReason } from '../content.ts';
import { isRecording } from './playing.ts';
import { pictureOf } from './story-picture.ts';

/** What leads an edition, and why. */
interface Lead {
  readonly item: ItemRef;
  readonly reasons: readonly LeadReason[];
}

/** A choice in the order in which it is printed. */
export interface Arranged {
  readonly choice: Choice;
  readonly lead?: Lead;
}

/** What arranging knows beside the choice: the owner's order of sections, and cleaned texts. */
export interface Arranging {
  readonly sectionIds: readonly string[];
  readonly htmlOf: (chosen: ChosenItem) => string | undefined;
  readonly images: boolean;
}

/**
 * What the owner pinned comes first, else the story that weighs most. It stands at the head of its
 * section when that is the first, else above all of them; the others keep their places.
 */
export function arrange(choice: Choice, arranging: Arranging): Arranged {
  const all = choice.sections.flatMap(({ id, items }) => items.map((chosen) => ({ id, chosen })));
  const pinned = all
    .filter(({ chosen }) => chosen.pinnedAt !== undefined)
    .sort((a, b) => (a.chosen.pinnedAt ?? 0) - (b.chosen.pinnedAt ?? 0))
    .map(({ chosen }) => chosen);
  const [first] = pinned;
  if (first !== undefined) {
    return { choice: withOnTop(choice, pinned), lead: { item: refOf(first), reasons: ['pinned'] } };
  }
  const newest = Math.max(...all.map(({ chosen }) => writtenAt(chosen)));
  const weighed = all.map((one) => weigh(factsOf(one, { ...arranging, newest })));
  const place = leadOf(weighed);
  const [lead, reasons] = [all[place]?.chosen, weighed[place]?.reasons];
  if (lead === undefined || reasons === undefined) return { choice };
  return { choice: withOnTop(choice, [lead]), lead: { item: refOf(lead), reasons } };
}

function factsOf(
  { id, chosen }: { readonly id: string; readonly chosen: ChosenItem },
  { sectionIds, htmlOf, images, newest }: Arranging & { readonly newest: number },
): LeadFacts {
  const { item, alsoIn } = chosen;
  const html = htmlOf(chosen) ?? '';
  const picture = images ? pictureOf(item, html) : undefined;
  return {
    section: Math.max(0, sectionIds.indexOf(id)),
    ageMs: newest - writtenAt(chosen),
    textChars: textColumns(html),
    picture: picture?.isSmall ? undefined : picture?.lie,
    feeds: 1 + alsoIn.length,
    isRecording: isRecording(item),
    isOpinion: isOpinion(item),
  };
}

const futureMsMax = hourMs;

/** When it was written, as far as that can be believed: nobody writes after it was found. */
function writtenAt({ item: { publishedAt, firstSeenAt } }: ChosenItem): number {
  if (publishedAt === undefined || publishedAt > firstSeenAt + futureMsMax) return firstSeenAt;
  return Math.min(publishedAt, firstSeenAt);
}

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** A sign of Chinese, Japanese or Korean says as much as two or three letters. */
function textColumns(html: string): number {
  const text = wordsOf(html);
  return text.length + 2 * (text.match(wide)?.length ?? 0);
}

function withOnTop(choice: Choice, top: readonly ChosenItem[]): Choice {
  const isOnTop = new Set(top);
  const [head] = choice.sections;
  const belongsToHead = top.every((chosen) => head?.items.includes(chosen));
  const sections = choice.sections.map((section) => ({
    ...section,
    items: section.items.filter((chosen) => !isOnTop.has(chosen)),
  }));
  const [first, ...others] = sections;
  const ordered =
    belongsToHead && first !== undefined
      ? [{ ...first, items: [...top, ...first.items] }, ...others]
      : [{ id: '', name: '', items: top }, ...sections];
  return { ...choice, sections: ordered.filter(({ items }) => items.length > 0) };
}

function refOf({ item: { feedId, key } }: ChosenItem): ItemRef {
  return { feedId, key };
}

/**
 * Which story leads an edition, and why: a pure weighing of what is known of each. Nothing is left
 * out or put in by it; it only decides what stands first.
 */
import { hourMs } from '../../config/time.ts';
import type { LeadReason } from '../content.ts';

/** How a picture lies; `unknown` when nobody tells its size. */
export type Lie = 'landscape' | 'upright' | 'unknown';

/** What is weighed of a story. */
export interface LeadFacts {
  /** Place of its section in the owner's order, from 0. */
  readonly section: number;
  /** How much older it is than the newest of the edition. */
  readonly ageMs: number;
  /** Characters of its text. */
  readonly textChars: number;
  /** How its picture lies, if it has one that may lead: no cover of a podcast, no counter. */
  readonly picture?: Lie | undefined;
  /** How many feeds tell it. */
  readonly feeds: number;
  /** It is to be heard or to be seen. */
  readonly isRecording: boolean;
  /** Somebody's view of the news. */
  readonly isOpinion: boolean;
}

/** A story weighed: more leads. */
export interface Weighed {
  readonly weight: number;
  readonly reasons: readonly LeadReason[];
}

const freshMs = 36 * hourMs;
const oldMs = 96 * hourMs;
const longTextCharsMin = 600;
const textCharsMin = 160;
const severalMax = 3;

/** Weighs one story. */
export function weigh(facts: LeadFacts): Weighed {
  const grounds = [
    ...ofPlace(facts.section),
    ...ofAge(facts.ageMs),
    ...ofText(facts.textChars),
    ...ofPicture(facts.picture),
    ...ofFeeds(facts.feeds),
    ...(facts.isRecording ? [ground('-recording', -20)] : []),
    ...(facts.isOpinion ? [ground('-opinion', -6)] : []),
  ];
  return {
    weight: grounds.reduce((sum, { weight }) => sum + weight, 0),
    reasons: grounds.map(({ reason }) => reason),
  };
}

interface Ground {
  readonly reason: LeadReason;
  readonly weight: number;
}

const ground = (reason: LeadReason, weight: number): Ground => ({ reason, weight });

function ofPlace(section: number): Ground[] {
  if (section === 0) return [ground('firstSection', 4)];
  return section === 1 ? [ground('earlySection', 2)] : [];
}

function ofAge(ageMs: number): Ground[] {
  if (ageMs <= freshMs) return [ground('fresh', 3)];
  return ageMs >= oldMs ? [ground('-old', -5)] : [];
}

function ofText(chars: number): Ground[] {
  if (chars >= longTextCharsMin) return [ground('longText', 3)];
  return [chars >= textCharsMin ? ground('text', 2) : ground('-hardlyText', -6)];
}

function ofPicture(picture: Lie | undefined): Ground[] {
  if (picture === undefined) return [];
  if (picture === 'landscape') return [ground('landscapePicture', 6)];
  return [ground('picture', picture === 'unknown' ? 4 : 1)];
}

function ofFeeds(feeds: number): Ground[] {
  const others = Math.min(feeds, severalMax) - 1;
  return others > 0 ? [ground('severalFeeds', others * 2)] : [];
}

/**
 * The place of the story that leads among stories in the order of the edition: the heaviest, of
 * equals the one that stands first. -1 of none.
 */
export function leadOf(weighed: readonly Weighed[]): number {
  return weighed.reduce((best, { weight }, place) => {
    const most = weighed[best]?.weight ?? Number.NEGATIVE_INFINITY;
    return weight > most ? place : best;
  }, -1);
}

const opinionWords =
  /^(?:opinions?|op-?eds?|comment(?:ary)?|columns?|columnists?|editorials?|meinung(?:en)?|kommentare?|kolumnen?|leitartikel|tribunes?|chroniques?|éditos?|editos?|éditorial|opinión|opinion(?:es)?|columnas?|editoriales|رأي|آراء|مقالات|افتتاحية|社説|オピニオン|コラム|論説|社论|评论|观点|專欄|专栏|社論|評論|觀點)$/iu;

/** Whether a story calls itself somebody's opinion: by its category, the rubric of its title, or its address. */
export function isOpinion(story: {
  readonly title: string;
  readonly link?: string | undefined;
  readonly categories: readonly string[];
}): boolean {
  const rubric = story.title.slice(0, Math.max(0, story.title.search(/[:|：｜]/)));
  const path = URL.parse(story.link ?? '')?.pathname.split('/') ?? [];
  return [...story.categories, rubric, ...path].some((name) => opinionWords.test(name.trim()));
}

/**
 * The seven demo feeds: who tells, in which format, and how often. What a feed shows at an
 * instant follows from that instant alone, so it grows as the local clock moves, and a restart
 * forgets nothing.
 */
import { minuteMs } from '../../../functions/config/time.ts';
import type { Scene } from './scene.ts';
import { boatyard } from './stories/boatyard.ts';
import { coastLine } from './stories/coast-line.ts';
import { lanternStreet } from './stories/lantern-street.ts';
import { littleLight } from './stories/little-light.ts';
import { nightSky } from './stories/night-sky.ts';
import { saltmarrow } from './stories/saltmarrow.ts';
import { teaHill } from './stories/tea-hill.ts';
import type { Voice } from './voice.ts';
import { turn } from './voice.ts';

/** `teaser` and `dirty` are RSS 2.0 as well: one says too little, the other far too much. */
export type Format = 'rss' | 'teaser' | 'dirty' | 'atom' | 'rdf' | 'json';

/** A made-up site with a feed. */
export interface Publication {
  /** Its folder in the address, too. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly format: Format;
  readonly sectionId: string;
  readonly voice: Voice;
  /** What its pictures show; none when it prints none. */
  readonly scene?: Scene;
  /** One story in so many minutes, counted from the epoch and moved by the offset. */
  readonly everyMinutes: number;
  readonly offsetMinutes: number;
}

/** One story as it stood in the feed on its day. */
export interface Telling {
  /** How many stories the feed published before it. */
  readonly n: number;
  readonly title: string;
  readonly lead: string;
  readonly paragraphs: readonly string[];
  readonly publishedAt: number;
}

/** The first story of all feeds is counted from here: 1 January 2024, midnight UTC. */
const epoch = Date.UTC(2024, 0, 1);
const shownMax = 10;

/** The demo's sites. */
export const publications: readonly Publication[] = [
  {
    id: 'saltmarrow-gazette',
    title: 'The Saltmarrow Gazette',
    description: 'What happened between the mole and the market.',
    format: 'rss',
    sectionId: 'town',
    voice: saltmarrow,
    scene: 'harbour',
    everyMinutes: 6 * 60,
    offsetMinutes: 25,
  },
  {
    id: 'petit-phare',
    title: 'Le Petit Phare',
    description: 'Le quotidien de l’autre rive.',
    format: 'dirty',
    sectionId: 'town',
    voice: littleLight,
    scene: 'lighthouse',
    everyMinutes: 8 * 60,
    offsetMinutes: 130,
  },
  {
    id: 'boatyard',
    title: 'Werkstatt am Kai',
    description: 'Aufgeschrieben an der Hobelbank einer kleinen Bootswerft.',
    format: 'json',
    sectionId: 'craft',
    voice: boatyard,
    scene: 'boats',
    everyMinutes: 11 * 60,
    offsetMinutes: 200,
  },
  {
    id: 'tea-hill',
    title: '半山茶话',
    description: '海港后面那座茶山的见闻与食谱。',
    format: 'atom',
    sectionId: 'craft',
    voice: teaHill,
    scene: 'hills',
    everyMinutes: 9 * 60,
    offsetMinutes: 305,
  },
  {
    id: 'coast-line',
    title: '潮見線だより',
    description: '海沿いの小さな鉄道と六つの駅の日記。',
    format: 'rdf',
    sectionId: 'away',
    voice: coastLine,
    everyMinutes: 7 * 60,
    offsetMinutes: 342,
  },
  {
    id: 'night-sky',
    title: 'دفتر السماء',
    description: 'ليالي مرصد صغير فوق الميناء وحديقته.',
    format: 'rss',
    sectionId: 'away',
    voice: nightSky,
    scene: 'night',
    everyMinutes: 12 * 60,
    offsetMinutes: 95,
  },
  {
    id: 'lantern-street',
    title: 'Lantern Street',
    description: 'Long pieces, once a day. The feed has the first lines, the page has the rest.',
    format: 'teaser',
    sectionId: 'long-reads',
    voice: lanternStreet,
    everyMinutes: 24 * 60,
    offsetMinutes: 240,
  },
];

/** What a feed shows at an instant: the latest ten, newest first. */
export function tellingsAt(publication: Publication, at: number): readonly Telling[] {
  const told = countAt(publication, at);
  const shown = Math.min(told, shownMax);
  return Array.from({ length: shown }, (_, i) => tell(publication, told - 1 - i));
}

/** The nth story of a feed, when it is out at that instant. */
export function tellingAt(publication: Publication, n: number, at: number): Telling | undefined {
  if (!Number.isSafeInteger(n) || n < 0 || n >= countAt(publication, at)) return undefined;
  return tell(publication, n);
}

function countAt({ everyMinutes, offsetMinutes }: Publication, at: number): number {
  const minutes = (at - epoch) / minuteMs - offsetMinutes;
  return Math.max(0, Math.floor(minutes / everyMinutes) + 1);
}

function tell({ voice, everyMinutes, offsetMinutes }: Publication, n: number): Telling {
  const publishedAt = epoch + (offsetMinutes + n * everyMinutes) * minuteMs;
  const story = turn(voice.stories, n);
  const day = dayOf(publishedAt, voice.language);
  return {
    n,
    title: n < voice.stories.length ? story.title : voice.dated(story.title, day),
    lead: story.lead,
    paragraphs: [...story.text, voice.log(day, n)],
    publishedAt,
  };
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

function dayOf(at: number, language: string): string {
  const known = dayFormats.get(language);
  const format = known ?? new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  dayFormats.set(language, format);
  return format.format(at);
}

/**
 * Time zones as people know them: by the name that a city has today, in the language of the page,
 * the nearest first. templates/zones.ts writes what is read here.
 */
import arabic from '../../templates/zones/ar.json' with { type: 'json' };
import german from '../../templates/zones/de.json' with { type: 'json' };
import english from '../../templates/zones/en.json' with { type: 'json' };
import spanish from '../../templates/zones/es.json' with { type: 'json' };
import french from '../../templates/zones/fr.json' with { type: 'json' };
import japanese from '../../templates/zones/ja.json' with { type: 'json' };
import minutesEast from '../../templates/zones/offsets.json' with { type: 'json' };
import renamed from '../../templates/zones/renamed.json' with { type: 'json' };
import simplifiedChinese from '../../templates/zones/zh-Hans.json' with { type: 'json' };
import traditionalChinese from '../../templates/zones/zh-Hant.json' with { type: 'json' };
import { kept } from './formats.ts';
import type { Language } from './languages.ts';
import { languageOfWords } from './words.ts';

/** In the order of the zones; empty where it is the end of the zone's own name. */
const cities: Readonly<Record<Language, readonly string[]>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  ja: japanese,
  'zh-Hans': simplifiedChinese,
  'zh-Hant': traditionalChinese,
};

const today: Readonly<Record<string, string>> = renamed;
const offsets: Readonly<Record<string, number>> = minutesEast;
const places = new Map(Object.keys(offsets).map((zone, place) => [zone, place]));
const formerNames = new Map(Object.entries(today).map(([former, zone]) => [zone, former]));

/** A zone to choose. */
export interface ZoneChoice {
  readonly zone: string;
  readonly city: string;
  /** Minutes east of Greenwich, in January. */
  readonly east: number;
  /** What browsers may still call it. */
  readonly former?: string | undefined;
}

/** The name that a zone has today, for one that was named when its city was called otherwise. */
export function zoneOfToday(zone: string): string {
  return today[zone] ?? zone;
}

/** What people call the place: its city, in their language. */
export function cityOf(zone: string, language: string): string {
  const current = zoneOfToday(zone);
  const plain = current.slice(current.lastIndexOf('/') + 1).replaceAll('_', ' ');
  return cities[languageOfWords(language)][places.get(current) ?? -1] || plain;
}

/** All zones, those of about the same time and the same part of the world first. */
export const zonesNear = kept((zone: string, language: string): readonly ZoneChoice[] => {
  const here = offsets[zone] ?? 0;
  const part = partOf(zone);
  const { compare } = new Intl.Collator(language);
  const far = ({ zone: other, east }: ZoneChoice) =>
    2 * Math.abs(east - here) + (partOf(other) === part ? 0 : 1);
  const all = Object.entries(offsets).map(([id, east]) => {
    return { zone: id, city: cityOf(id, language), east, former: formerNames.get(id) };
  });
  return all.sort((a, b) => far(a) - far(b) || compare(a.city, b.city));
});

/** Whether a zone is among those to choose from. */
export function isListedZone(zone: string): boolean {
  return Object.hasOwn(offsets, zone);
}

function partOf(zone: string): string {
  return zone.slice(0, zone.indexOf('/'));
}

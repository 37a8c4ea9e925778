/**
 * Writes templates/zones: the time zones that people may choose, and in each language the names of
 * their cities. Names come from the CLDR: `node templates/zones.ts FOLDER`, where FOLDER is an
 * unpacked cldr-dates-full. To be run when the world has changed, which is seldom.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folders = { ar: 'ar', de: 'de', en: 'en', es: 'es', fr: 'fr', ja: 'ja' };
const languages = { ...folders, 'zh-Hans': 'zh', 'zh-Hant': 'zh-Hant' };
const target = fileURLToPath(new URL('zones/', import.meta.url));

/** The zones that CLDR, and with it Intl, still calls by the name that a place had once. */
const renamed: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Louisville': 'America/Kentucky/Louisville',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** Where the names of CLDR are those of yesterday. */
const mended: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ar: {
    'America/Nuuk': 'نوك',
    'America/Atikokan': 'أتيكوكان',
    'Pacific/Chuuk': 'تشوك',
    'Pacific/Pohnpei': 'بوهنباي',
  },
  de: {
    'Asia/Kolkata': 'Kolkata',
    'Asia/Yangon': 'Yangon',
    'Europe/Kyiv': 'Kyjiw',
    'Pacific/Kanton': 'Kanton',
  },
  en: { 'Pacific/Kanton': 'Kanton' },
  es: { 'Asia/Kolkata': 'Kolkata', 'Asia/Yangon': 'Yangón', 'Europe/Kyiv': 'Kyiv' },
  fr: {
    'Asia/Almaty': 'Almaty',
    'Asia/Kolkata': 'Kolkata',
    'Asia/Oral': 'Oral',
    'Asia/Yangon': 'Yangon',
    'Europe/Kyiv': 'Kyiv',
    'Pacific/Kanton': 'Kanton',
  },
  'zh-Hans': { 'Pacific/Chuuk': '丘克' },
};

/** Nobody lives there who reads by the clock of the place. */
const isLeftOut = (zone: string) => zone.startsWith('Antarctica/');
const known = Intl.supportedValuesOf('timeZone').filter((zone) => !isLeftOut(zone));

function write(name: string, value: unknown): void {
  writeFileSync(join(target, `${name}.json`), `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Minutes east of Greenwich in January, when no clock of the north is put forward. */
function offsetOf(zone: string): number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const text = format
    .formatToParts(Date.UTC(2026, 0, 1))
    .find(({ type }) => type === 'timeZoneName');
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(text?.value ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** In the order of the zones; empty where it is the end of the zone's own name. */
function citiesOf(language: string, folder: string, named: string): string[] {
  const file = join(folder, 'main', named, 'timeZoneNames.json');
  const { main } = JSON.parse(readFileSync(file, 'utf8'));
  const names = new Map<string, string>();
  const walk = (node: Readonly<Record<string, unknown>>, path: string) => {
    for (const [key, value] of Object.entries(node)) {
      if (key === 'exemplarCity' && typeof value === 'string') names.set(path, value);
      else if (typeof value === 'object' && value !== null)
        walk(value as Record<string, unknown>, path === '' ? key : `${path}/${key}`);
    }
  };
  walk(main[named].dates.timeZoneNames.zone, '');
  return ['UTC', ...known].map((zone) => {
    const today = renamed[zone] ?? zone;
    const city = mended[language]?.[today] ?? names.get(zone) ?? '';
    return city === plainCity(today) ? '' : city;
  });
}

/** What a zone is called where no language knows better: the end of its id. */
function plainCity(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

const [folder = '.'] = process.argv.slice(2);
const offsets = known.map((zone) => [renamed[zone] ?? zone, offsetOf(zone)] as const);
write('offsets', Object.fromEntries([['UTC', 0] as const, ...offsets]));
write('renamed', renamed);
for (const [language, named] of Object.entries(languages)) {
  write(language, citiesOf(language, folder, named));
}

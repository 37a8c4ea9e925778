/**
 * The dates of feeds: RFC 822 with all its neighbours, ISO 8601, and what people write by hand in
 * a dozen languages. A date without a zone is taken as UTC, whatever the machine's zone is.
 */
import { minuteMs } from '../../config/time.ts';
import { afternoonWords, monthOf, morningWords, zoneNames } from './date-words.ts';
import { offsetIn, takeZone } from './zone-offset.ts';

const dateCharsMax = 100;

interface Parts {
  year?: number;
  month?: number;
  day?: number;
  hour: number;
  minute: number;
  second: number;
  afternoon?: boolean;
  offsetMinutes?: number;
  /** By its name; an offset that stands beside it counts more (RFC 9557 §3.4). */
  zone?: string;
}

/** Milliseconds since 1970, or undefined when it cannot be read. */
export function parseDate(raw: string | undefined): number | undefined {
  const said = raw?.trim();
  if (said === undefined || said === '' || said.length > dateCharsMax) return undefined;
  const { zone, rest } = takeZone(said);
  // What JavaScript adds in brackets is the zone once more, in some language's words.
  const text = rest.replace(/\[\s*\]|(?<=\d\s*)\([^()]*\)/g, ' ').trim();
  return (
    epoch(text) ?? run(text) ?? ordinal(text) ?? week(text) ?? iso(text, zone) ?? worded(text, zone)
  );
}

function epoch(text: string): number | undefined {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  return /^\d{13}$/.test(text) ? Number(text) : undefined;
}

/** Year to second in one run of digits, as databases write it: `20260303083000`. */
function run(text: string): number | undefined {
  if (!/^\d{14}$/.test(text)) return undefined;
  return iso(`${text.slice(0, 8)}T${text.slice(8)}`);
}

/** The day of a year: `2026-062` (ISO 8601 ordinal date). */
function ordinal(text: string): number | undefined {
  const match = /^(\d{4})-?(\d{3})$/.exec(text);
  const day = Number(match?.[2]);
  if (match === null || day < 1 || day > 366) return undefined;
  return Date.UTC(Number(match[1]), 0, day);
}

/** A day of a week: `2026-W10-2`, Monday without the day (ISO 8601 week date). */
function week(text: string): number | undefined {
  const match = /^(\d{4})-?W(\d{2})(?:-?([1-7]))?$/i.exec(text);
  const number = Number(match?.[2]);
  if (match === null || number < 1 || number > 53) return undefined;
  // The 4th of January is always in the first week.
  const fourth = new Date(Date.UTC(Number(match[1]), 0, 4));
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7);
  const days = (number - 1) * 7 + Number(match[3] ?? 1) - 1;
  return Date.UTC(Number(match[1]), 0, monday + days);
}

const isoForm =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?:[T\s]\s*(\d{1,2})(?::?(\d{2}))?(?::?(\d{2})(?:[.,]\d+)?)?\s*(.*))?$/i;

function iso(text: string, zoneName?: string): number | undefined {
  const match = isoForm.exec(text);
  if (match === null) return undefined;
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', zone = ''] = match;
  const offsetMinutes = zoneOffset(zone.trim());
  return instant({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ...(offsetMinutes !== undefined && { offsetMinutes }),
    ...(zoneName && { zone: zoneName }),
  });
}

/** Words and numbers in any order: the words decide what the numbers are. */
function worded(text: string, zone?: string): number | undefined {
  const parts: Parts = { hour: 0, minute: 0, second: 0, ...(zone && { zone }) };
  const rest = takeTime(text, parts);
  const numbers: string[] = [];
  for (const [token] of rest.matchAll(/[\p{L}\p{M}]+|\d+/gu)) {
    if (/^\d/.test(token)) numbers.push(token);
    else takeWord(token.toLowerCase(), parts);
  }
  // The year -1 is how PHP writes that there is no date.
  if (numbers.some((number) => number.startsWith('000'))) return undefined;
  placeNumbers(numbers, rest, parts);
  return instant(parts);
}

/** Takes the clock time and a numeric zone out of the text, and gives back what is left. */
function takeTime(text: string, parts: Parts): string {
  const clock =
    /(?<!\d)(\d{1,2})\s*[:：時时시h]\s*(\d{1,2})(?:\s*[:：分분]\s*(\d{1,2})(?:[.,]\d+)?\s*[秒초]?)?\s*[分분]?/iu;
  // Some languages write 8.30; a date with dots goes on after its second part, with its year.
  const dotted = /(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])/;
  const match = clock.exec(text) ?? (/\d{4}/.test(text) ? dotted.exec(text) : null);
  if (match === null) return text;
  parts.hour = Number(match[1]);
  parts.minute = Number(match[2]);
  parts.second = Number(match[3] ?? 0);
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  const zone = /^(\s*[\p{L}.]{0,5}\s*)([+-]\d{1,2}(?::?\d{2})?)(?![\d-])/u.exec(after);
  if (zone === null) return `${before} ${after}`;
  parts.offsetMinutes = zoneOffset(zone[2]?.trim() ?? '') ?? 0;
  return `${before} ${zone[1]} ${after.slice(zone[0].length)}`;
}

function takeWord(word: string, parts: Parts): void {
  if (afternoonWords.has(word)) parts.afternoon = true;
  else if (morningWords.has(word)) parts.afternoon = false;
  else {
    const month = monthOf(word);
    const offset = zoneNames.get(word);
    // The last one counts: mardi and maandag begin like months, and stand before the date.
    if (month !== undefined) parts.month = month;
    else if (offset !== undefined) parts.offsetMinutes ??= offset;
  }
}

function placeNumbers(numbers: readonly string[], text: string, parts: Parts): void {
  const values = numbers.map(Number);
  const yearAt = numbers.findIndex((number) => number.length === 4);
  if (parts.month !== undefined) {
    const dayAt = values.findIndex((value, i) => i !== yearAt && value >= 1 && value <= 31);
    const year = yearAt >= 0 ? values[yearAt] : values.find((_, i) => i !== dayAt);
    // A month and its year stand for the first; a day that no month has makes it no date.
    const isMonthOnly = dayAt < 0 && values.length === 1;
    if (dayAt >= 0 || isMonthOnly) assign(parts, year, parts.month, values[dayAt]);
  } else if (yearAt === 0 || /^\d\d-\d\d-\d\d\b/.test(text)) {
    assign(parts, values[0], values[1], values[2]);
  } else {
    const [first = 0, second = 0, third] = values;
    // 3/5/2026 is March in the country that writes slashes so; dots and 25/12 put the day first.
    const dayFirst = first > 12 || text.includes('.');
    assign(parts, third, dayFirst ? second : first, dayFirst ? first : second);
  }
}

function assign(
  parts: Parts,
  year: number | undefined,
  month: number | undefined,
  day: number | undefined,
): void {
  if (year !== undefined) parts.year = year < 70 ? 2000 + year : year < 100 ? 1900 + year : year;
  if (month !== undefined) parts.month = month;
  if (day !== undefined) parts.day = day;
}

function instant(parts: Parts): number | undefined {
  const { year, month, day = 1, minute, second, zone } = parts;
  if (year === undefined || month === undefined) return undefined;
  const hour = clockHour(parts);
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, Math.min(second, 59));
  const wall = local.getTime();
  const { offsetMinutes = (zone && offsetIn(zone, wall)) || 0 } = parts;
  return wall - offsetMinutes * minuteMs;
}

function clockHour({ hour, afternoon }: Parts): number {
  if (afternoon === true && hour < 12) return hour + 12;
  return afternoon === false && hour === 12 ? 0 : hour;
}

/** Minutes east of Greenwich; undefined when there is no zone to read. */
function zoneOffset(zone: string): number | undefined {
  const match = /^(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d{2})?$/i.exec(zone);
  if (match === null) return zoneNames.get(zone.toLowerCase());
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  const offset = match[1] === '-' ? -minutes : minutes;
  // No place is further off; a stranger offset is a slip (miniflux reads it as UTC too).
  return offset > 14 * 60 || offset < -12 * 60 ? 0 : offset;
}

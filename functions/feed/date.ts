/**
 * The dates of feeds: RFC 822 with all its neighbours, ISO 8601, and what people write by hand in
 * a dozen languages. A date without a zone is taken as UTC, whatever the machine's zone is.
 */

const dateCharsMax = 100;
const minuteMs = 60_000;

interface Parts {
  year?: number;
  month?: number;
  day?: number;
  hour: number;
  minute: number;
  second: number;
  afternoon?: boolean;
  offsetMinutes: number;
}

/** Milliseconds since 1970, or undefined when it cannot be read. */
export function parseDate(raw: string | undefined): number | undefined {
  const text = raw?.trim();
  if (text === undefined || text === '' || text.length > dateCharsMax) return undefined;
  return epoch(text) ?? iso(text) ?? worded(text);
}

function epoch(text: string): number | undefined {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  return /^\d{13}$/.test(text) ? Number(text) : undefined;
}

const isoForm =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?:[T\s]\s*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(.*))?$/i;

function iso(text: string): number | undefined {
  const match = isoForm.exec(text);
  if (match === null) return undefined;
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', zone = ''] = match;
  return instant({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    offsetMinutes: zoneOffset(zone) ?? 0,
  });
}

/** Words and numbers in any order: the words decide what the numbers are. */
function worded(text: string): number | undefined {
  const parts: Parts = { hour: 0, minute: 0, second: 0, offsetMinutes: 0 };
  const rest = takeTime(text, parts);
  const numbers: string[] = [];
  for (const [token] of rest.matchAll(/[\p{L}\p{M}]+|\d+/gu)) {
    if (/^\d/.test(token)) numbers.push(token);
    else takeWord(token.toLowerCase(), parts);
  }
  placeNumbers(numbers, rest, parts);
  return instant(parts);
}

/** Takes the clock time and a numeric zone out of the text, and gives back what is left. */
function takeTime(text: string, parts: Parts): string {
  const clock =
    /(\d{1,2})\s*[:：時时시h]\s*(\d{1,2})(?:\s*[:：分분]\s*(\d{1,2})(?:[.,]\d+)?\s*[秒초]?)?\s*[分분]?/iu;
  const match = clock.exec(text);
  if (match === null) return text;
  parts.hour = Number(match[1]);
  parts.minute = Number(match[2]);
  parts.second = Number(match[3] ?? 0);
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  const zone = /^(.*?)((?:GMT|UTC)?\s*[+-]\d{1,2}:?\d{0,2})/i.exec(after);
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
    else if (offset !== undefined) parts.offsetMinutes = offset;
  }
}

function placeNumbers(numbers: readonly string[], text: string, parts: Parts): void {
  const values = numbers.map(Number);
  const yearAt = numbers.findIndex((number) => number.length === 4);
  if (parts.month !== undefined) {
    const dayAt = values.findIndex((value, i) => i !== yearAt && value >= 1 && value <= 31);
    const year = yearAt >= 0 ? values[yearAt] : values.find((_, i) => i !== dayAt);
    assign(parts, year, parts.month, values[dayAt]);
  } else if (yearAt === 0) assign(parts, values[0], values[1], values[2]);
  else {
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
  const { year, month, day = 1, minute, second, offsetMinutes } = parts;
  if (year === undefined || month === undefined) return undefined;
  const hour = clockHour(parts);
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, Math.min(second, 59));
  return local.getTime() - offsetMinutes * minuteMs;
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

const zoneNames: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ z: 0, ut: 0, utc: 0, gmt: 0, wet: 0, west: 1, bst: 1, ist: 5.5, cet: 1, cest: 2, met: 1 },
    ...{ mest: 2, mez: 1, mesz: 2, eet: 2, eest: 3, msk: 3, msd: 4, sast: 2, wib: 7, sgt: 8 },
    ...{ hkt: 8, awst: 8, kst: 9, jst: 9, acst: 9.5, aest: 10, aedt: 11, nzst: 12, nzdt: 13 },
    ...{ nst: -3.5, ndt: -2.5, ast: -4, adt: -3, brt: -3, art: -3, est: -5, edt: -4, cst: -6 },
    ...{ cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7, akst: -9, akdt: -8, hst: -10, hdt: -9 },
  }).map(([name, hours]) => [name, hours * 60]),
);

const afternoonWords = new Set(['pm', 'p', '下午', '午後', '오후', 'μμ']);
const morningWords = new Set(['am', 'a', '上午', '午前', '오전', 'πμ']);

/** The beginnings that tell the months apart: English, German, French, Spanish, Italian, … */
const monthBeginnings: readonly (readonly string[])[] = [
  ['jan', 'gen', 'ene', 'sty', 'led', 'oca', 'янв', 'січ', 'ιαν', 'يناير', 'ינואר'],
  ['feb', 'fev', 'fév', 'lut', 'úno', 'uno', 'şub', 'фев', 'лют', 'φεβ', 'فبراير', 'פברואר'],
  ['mar', 'mär', 'maer', 'mrz', 'maa', 'már', 'bře', 'мар', 'бер', 'μαρ', 'μάρ', 'مارس', 'מרץ'],
  ['apr', 'avr', 'abr', 'kwi', 'dub', 'nis', 'ápr', 'апр', 'кві', 'απρ', 'أبريل', 'אפריל'],
  [
    'may',
    'mai',
    'mag',
    'mei',
    'maj',
    'kvě',
    'máj',
    'май',
    'мая',
    'тра',
    'μάι',
    'μαϊ',
    'مايو',
    'מאי',
  ],
  [
    'jun',
    'juin',
    'giu',
    'cze',
    'červn',
    'haz',
    'jún',
    'июн',
    'чер',
    'ιουν',
    'ιούν',
    'يونيو',
    'יוני',
  ],
  [
    'jul',
    'juil',
    'lug',
    'lip',
    'červe',
    'tem',
    'júl',
    'июл',
    'лип',
    'ιουλ',
    'ιούλ',
    'يوليو',
    'יולי',
  ],
  ['aug', 'aoû', 'aou', 'ago', 'sie', 'srp', 'ağu', 'авг', 'сер', 'αυγ', 'αύγ', 'أغسطس', 'אוגוסט'],
  ['sep', 'set', 'wrz', 'zář', 'eyl', 'sze', 'сен', 'вер', 'σεπ', 'سبتمبر', 'ספטמבר'],
  ['oct', 'okt', 'ott', 'out', 'paź', 'říj', 'eki', 'окт', 'жов', 'οκτ', 'أكتوبر', 'אוקטובר'],
  ['nov', 'lis', 'kas', 'ноя', 'νοε', 'νοέ', 'نوفمبر', 'נובמבר'],
  ['dec', 'dez', 'déc', 'dic', 'des', 'gru', 'pro', 'ara', 'дек', 'гру', 'δεκ', 'ديسمبر', 'דצמבר'],
];

/** `may` and `mar` share letters with longer beginnings, so the longest one decides. */
function monthOf(word: string): number | undefined {
  let best: { month: number; length: number } | undefined;
  for (const [at, beginnings] of monthBeginnings.entries()) {
    for (const beginning of beginnings) {
      if (word.startsWith(beginning) && beginning.length > (best?.length ?? 0)) {
        best = { month: at + 1, length: beginning.length };
      }
    }
  }
  return best?.month;
}

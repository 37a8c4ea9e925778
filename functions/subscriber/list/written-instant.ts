/** Instants as other systems, spreadsheets and programs write them into a list. */
import { dayMs } from '../../config/time.ts';

/** Which of two numbers is the day in `04/03/2021`: told by other cells of the column, or nobody. */
export type DayOrder = 'day-first' | 'month-first' | 'unknown';

const textCharsMax = 60;
const clock = String.raw`(?:[T ,]+(\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?: ?([AaPp])\.?[Mm]\.?)?)?`;
/** Go repeats the zone by name: `+0000 UTC`, `+0000 +0000`. */
const zone = String.raw`(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?(?: (?:[A-Z]{2,5}|[+-]\d{4}))?`;
const yearFirst = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${clock}${zone}$`, 'i');
const yearLast = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${clock}${zone}$`, 'i');
const dayNamed = new RegExp(
  String.raw`^(\d{1,2}) ([A-Z]{3})[a-z]*\.? (\d{4})${clock}${zone}$`,
  'i',
);
const monthNamed = new RegExp(
  String.raw`^([A-Z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})${clock}${zone}$`,
  'i',
);
const written = /^(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日$/;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Days since 1899-12-30, as Excel counts them; smaller and larger numbers are something else. */
const excelDay = /^([2-7]\d{4})(?:\.\d{1,15})?$/;
const excelEpoch = Date.UTC(1899, 11, 30);
const epochMs = /^1\d{12}$/;
const epochSeconds = /^1\d{9}$/;

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly time?: string | undefined;
  readonly half?: string | undefined;
  readonly offset?: string | undefined;
}

/** The instant (ms) that a cell tells, up to `now`; undefined when it tells none for certain. */
export function instantOf(
  text: string,
  now: number,
  order: DayOrder = 'unknown',
): number | undefined {
  const at = numberedInstant(text) ?? partsInstant(partsOf(text.trim(), order));
  return at !== undefined && at > 0 && at <= now ? at : undefined;
}

function numberedInstant(text: string): number | undefined {
  if (excelDay.test(text)) return Math.round(excelEpoch + Number(text) * dayMs);
  if (epochMs.test(text)) return Number(text);
  return epochSeconds.test(text) ? Number(text) * 1_000 : undefined;
}

function partsOf(text: string, order: DayOrder): Parts | undefined {
  if (text.length > textCharsMax) return undefined;
  const first = yearFirst.exec(text);
  if (first !== null) {
    const [, year = '', , month = '', day = '', time, half, offset] = first;
    return { year, month, day, time, half, offset };
  }
  const [, year, month, day] = written.exec(text) ?? [];
  if (year !== undefined && month !== undefined && day !== undefined) return { year, month, day };
  return namedParts(text) ?? lastParts(text, order);
}

function namedParts(text: string): Parts | undefined {
  const [, aDay, aMonth, aYear, ...aRest] = dayNamed.exec(text) ?? [];
  const [, bMonth, bDay, bYear, ...bRest] = monthNamed.exec(text) ?? [];
  const [day, month, year, rest] =
    aDay === undefined ? [bDay, bMonth, bYear, bRest] : [aDay, aMonth, aYear, aRest];
  const number = months.indexOf(month?.toLowerCase() ?? '') + 1;
  if (day === undefined || year === undefined || number === 0) return undefined;
  const [time, half, offset] = rest;
  return { year, month: String(number), day, time, half, offset };
}

function lastParts(text: string, order: DayOrder): Parts | undefined {
  const [, a = '', mark, b = '', year, time, half, offset] = yearLast.exec(text) ?? [];
  if (year === undefined) return undefined;
  const told = mark === '.' ? 'day-first' : (orderIn(a, b) ?? order);
  if (told === 'unknown') return undefined;
  const [day, month] = told === 'day-first' ? [a, b] : [b, a];
  return { year, month, day, time, half, offset };
}

function orderIn(a: string, b: string): DayOrder | undefined {
  if (a === b || Number(a) > 12) return 'day-first';
  return Number(b) > 12 ? 'month-first' : undefined;
}

function partsInstant(parts: Parts | undefined): number | undefined {
  if (parts === undefined) return undefined;
  const { year, month, day, time = '0:00', half, offset = 'Z' } = parts;
  const [hours = '', ...rest] = time.split(':');
  const hour = hourOf(Number(hours), half);
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const clockText = `${String(hour).padStart(2, '0')}:${rest.join(':')}`;
  const at = Date.parse(
    `${date}T${clockText}${offset.replace(/^(?:UTC|GMT)$/i, 'Z').toUpperCase()}`,
  );
  // Date.parse makes 2 March of 30 February.
  const isThere = new Date(`${date}T00:00Z`).getUTCDate() === Number(day);
  return Number.isNaN(at) || !isThere ? undefined : at;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
}

/** What a date with two readings says about the others of its column; undefined of any other cell. */
export function dayOrderOf(text: string): DayOrder | undefined {
  const [, a, mark, b] = yearLast.exec(text.trim().slice(0, textCharsMax)) ?? [];
  if (a === undefined || b === undefined || mark === '.' || a === b) return undefined;
  return orderIn(a, b) ?? 'unknown';
}

/** Zones by their names in the IANA database, as some feeds write them behind a time. */
import { minuteMs } from '../../config/time.ts';

/** Letters that mean the clock on the wall in the United States, daylight time included. */
const wallClocks: Readonly<Record<string, string>> = {
  ET: 'America/New_York',
  CT: 'America/Chicago',
  MT: 'America/Denver',
  PT: 'America/Los_Angeles',
};

const iana = /(?<![\p{L}\d/])\p{Lu}[\p{L}_]{1,20}(?:\/[\p{L}\d_+-]{1,30}){1,2}/u;
const letters = /(?<=\d\s{0,3}(?:[ap]\.?m\.?\s{0,3})?)(?:ET|CT|MT|PT)\b/i;

/** The zone that a date names, and the date without it. */
export function takeZone(text: string): { zone?: string; rest: string } {
  const match = iana.exec(text) ?? letters.exec(text);
  if (match === null) return { rest: text };
  const [said] = match;
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + said.length)}`;
  return { zone: wallClocks[said.toUpperCase()] ?? said, rest };
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();
const formatsMax = 100;

/**
 * Minutes east of Greenwich when the clocks of the zone show this: `wall` is their reading as if it
 * were UTC (ms). Undefined when there is no such zone.
 */
export function offsetIn(zone: string, wall: number): number | undefined {
  const format = formatOf(zone);
  if (format === undefined) return undefined;
  // The offset at the reading itself may be that of the other side of a change: once more from there.
  const near = offsetAt(format, wall);
  return offsetAt(format, wall - near * minuteMs);
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone) && formats.size < formatsMax) formats.set(zone, newFormat(zone));
  return formats.get(zone);
}

function newFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    // Intl knows no such zone.
    return undefined;
  }
}

function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours = 0, minutes = 0] = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '') ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}

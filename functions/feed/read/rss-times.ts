/** When an RSS feed asks to be polled (RSS 2.0: ttl, skipHours, skipDays). */
import type { ParsedFeed } from '../item.ts';
import { present } from '../present.ts';
import type { RestTimes } from '../rest-times.ts';
import { child, children, text, type XmlNode } from './xml-node.ts';

const ttlMinutesMax = 1440;
const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** What the channel says about the times of polls; what cannot be read is not said. */
export function readTimes(channel: XmlNode): Pick<ParsedFeed, 'ttlMinutes' | 'restTimes'> {
  return present({ ttlMinutes: ttl(channel), restTimes: restTimes(channel) });
}

function ttl(channel: XmlNode): number | undefined {
  const written = text(child(channel, 'ttl'));
  if (written === undefined || !/^\d{1,9}$/.test(written)) return undefined;
  return Math.min(Number(written), ttlMinutesMax) || undefined;
}

function restTimes(channel: XmlNode): RestTimes | undefined {
  const hours = listed(channel, 'skiphours', 'hour')
    .filter((written) => /^\d{1,2}$/.test(written))
    // Feeds written to the older 0.91 count from 1 to 24.
    .map((written) => Number(written) % 24);
  const days = listed(channel, 'skipdays', 'day')
    .map((written) => dayNames.indexOf(written.toLowerCase()))
    .filter((day) => day >= 0);
  if (hours.length === 0 && days.length === 0) return undefined;
  return { hours: [...new Set(hours)], days: [...new Set(days)] };
}

function listed(channel: XmlNode, list: string, entry: string): string[] {
  const node = child(channel, list);
  if (node === undefined) return [];
  return children(node, entry).flatMap((each) => text(each) ?? []);
}

/** Instants, durations and amounts as the owner reads and writes them. */
import { Temporal } from 'temporal-polyfill';
import { dayMs, hourMs, minuteMs } from '../../functions/config/time.ts';

/** `2026-11-22 07:00` on the clock of the zone. */
export function timeText(instant: number, zone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

const unitMs = { m: minuteMs, h: hourMs, d: dayMs, w: 7 * dayMs } as const;
type Unit = keyof typeof unitMs;

/** `90m`, `36h`, `3d` or `2w` in milliseconds; undefined when it is none of these. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,6})\s*([mhdw])$/i.exec(text.trim());
  const count = Number(match?.[1]);
  const unit = match?.[2]?.toLowerCase() as Unit | undefined;
  return unit === undefined || count === 0 ? undefined : count * unitMs[unit];
}

/** `3 feeds`, `1 feed`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** `12,345`. */
export function numberText(count: number): string {
  return count.toLocaleString('en');
}

/** `98.2 KB`, as mailboxes count: a thousand bytes. */
export function sizeText(bytes: number): string {
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} KB`;
}

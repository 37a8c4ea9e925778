/** How long an answer says that it stays as it is (RFC 9111 §4.2). */
import { dayMs } from '../../config/time.ts';
import { parseDate } from '../read/date.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const freshMaxMs = dayMs;

/**
 * Milliseconds of freshness that are left, a day at most; 0 when it may change at any time, and
 * undefined when the answer says nothing.
 */
export function freshForMs(headers: Headers, now: number): number | undefined {
  const control = directives([headers['cache-control'] ?? []].flat().join(', '));
  if (control.has('no-cache') || control.has('no-store')) return 0;
  const maxAge = control.get('max-age');
  if (maxAge !== undefined && /^\d+$/.test(maxAge)) {
    const age = Number(first(headers.age) ?? 0) || 0;
    return clamp((Number(maxAge) - age) * 1000);
  }
  const expires = first(headers.expires);
  if (expires === undefined) return undefined;
  // A date that cannot be read, such as 0, has passed (RFC 9111 §5.3).
  const at = parseDate(expires);
  return at === undefined ? 0 : clamp(at - (parseDate(first(headers.date)) ?? now));
}

function directives(header: string): Map<string, string> {
  const parts = header.split(',').map((part): [string, string] => {
    const [name = '', value = ''] = part.split('=');
    return [name.trim().toLowerCase(), value.trim().replace(/^"|"$/g, '')];
  });
  return new Map(parts);
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, 0), freshMaxMs);
}

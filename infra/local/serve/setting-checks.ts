/** How a setting of an installation that serves is checked, and what is said when it is wrong. */
import * as v from 'valibot';

/** What the names of all settings begin with. */
export const prefix = 'PAPERBOY_';

/** The sentence for a setting that is missing or malformed. */
export function need(name: string, what: string): string {
  return `Set ${prefix}${name} to ${what}.`;
}

/** Text of a form. */
export function text(name: string, pattern: RegExp, what: string) {
  return v.pipe(v.string(need(name, what)), v.trim(), v.regex(pattern, need(name, what)));
}

/** A whole number. */
export function whole(name: string, from: number, to: number) {
  const message = need(name, `a whole number from ${from} to ${to}`);
  return v.pipe(
    v.string(message),
    v.regex(/^-?\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(from, message),
    v.maxValue(to, message),
  );
}

/** Yes or no; no when nothing is said. */
export function yes(name: string) {
  return v.pipe(
    v.optional(v.picklist(['yes', 'no'], need(name, 'yes or no')), 'no'),
    v.transform((said) => said === 'yes'),
  );
}

/** Whether a host is this machine, by its name. */
export function isHere(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

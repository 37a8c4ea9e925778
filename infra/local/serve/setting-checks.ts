/** How a setting of an installation that serves is checked, and what is said when it is wrong. */
import { isIP } from 'node:net';
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

/** Text in one line, as it is: blanks at the ends may belong to it. */
export function line(name: string) {
  const message = `Write ${prefix}${name} in one line, in single quotes if it has a backslash.`;
  return v.pipe(v.string(message), v.regex(/^\P{Cc}*$/u, message));
}

/** A host by its name or IP address, without a port. */
export function host(name: string, what: string) {
  const message = need(name, `${what}, by its name or IP address alone`);
  const isHost = (value: string) => isIP(value) !== 0 || isHostName(value.toLowerCase());
  return v.pipe(v.string(message), v.trim(), v.check(isHost, message));
}

/** An IP address. */
export function ipAddress(name: string, what: string) {
  const message = need(name, what);
  return v.pipe(
    v.string(message),
    v.trim(),
    v.check((value) => isIP(value) !== 0, message),
  );
}

/** The address of a site, as browsers write it: without a path, in small letters, a name in ASCII. */
export function origin(name: string, what: string) {
  const message = need(name, what);
  return v.pipe(
    v.string(message),
    v.trim(),
    v.regex(/^https?:\/\/[^\s/?#@]+$/, message),
    v.check((value) => {
      const hostname = URL.parse(value)?.hostname ?? '';
      return isHostName(hostname) || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
    }, message),
    v.transform((value) => new URL(value).origin),
  );
}

const hostCharsMax = 253;

function isHostName(value: string): boolean {
  const labels = value.split('.');
  return (
    value.length <= hostCharsMax &&
    labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

/** The names of settings in a file whose values are cut off at a `#` that nobody meant as a comment. */
export function cutInFile(file: string): string[] {
  return file.split(/\r?\n/).flatMap((one) => {
    const found = /^\s*(?:export\s+)?(\w+)\s*=\s*(?!["'`\s])(.*)$/.exec(one);
    const [, name = '', value = ''] = found ?? [];
    const at = value.indexOf('#');
    return at === 0 || /\S/.test(value[at - 1] ?? ' ') ? [name] : [];
  });
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

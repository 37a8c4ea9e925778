/** The forms that a setting may have, and the sentence that is said when it has another. */
import { domainToASCII } from 'node:url';
import * as v from 'valibot';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const host = `(?=.{4,253}$)(?:${label}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]`;
/** A host name in small letters, two labels or more. */
export const hostPattern = new RegExp(`^${host}$`);
/** An address that SES takes as a sender: ASCII, with a domain. */
export const emailPattern = new RegExp(`^[\\w.!#$%&'*+/=?^\`{|}~-]{1,64}@${host}$`, 'i');
/** They become resources of a policy, where `*`, `?` and `$` would stand for others. */
export const recipientPattern = new RegExp(`^[\\w.!#%&'+/=^\`|~-]{1,64}@${host}$`);
/** The ARN of a certificate; the first group is its region. */
export const certificatePattern =
  /^arn:aws[a-z-]*:acm:([a-z0-9-]+):\d{12}:certificate\/[0-9a-f-]{36}$/;

/** A text of one form, without blanks around it. */
export const text = (name: string, pattern: RegExp, what: string) => {
  const message = sentence(name, what);
  return v.pipe(v.string(message), v.trim(), v.regex(pattern, message));
};

/** A host as people write it, in capitals, other letters or with a full stop, as DNS has it. */
export const hostText = (name: string, what: string) => {
  const message = sentence(name, what);
  return v.pipe(
    v.string(message),
    v.trim(),
    v.transform((given) => asHost(given)),
    v.regex(hostPattern, message),
  );
};

/** An address whose domain is one as people write it; the name before it stays as it is. */
export const emailText = (name: string, what: string) => {
  const message = sentence(name, what);
  return v.pipe(
    v.string(message),
    v.trim(),
    v.transform((given) => given.replace(/(?<=@)[^@]*$/, asHost)),
    v.regex(emailPattern, message),
  );
};

/** Pure: what has no form in DNS stays as it was, to be refused. */
function asHost(given: string): string {
  return domainToASCII(given.replace(/\.$/, '')) || given;
}

/** A whole number in a range. */
export const wholeNumber = (name: string, from: number, to: number, what: string) => {
  const message = sentence(name, `${what}, a whole number from ${from} to ${to}`);
  return v.pipe(
    // `-c name=value` always brings text.
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/, message))], message),
    v.transform(Number),
    v.integer(message),
    v.minValue(from, message),
    v.maxValue(to, message),
  );
};

/** What to do about a setting. */
export function sentence(name: string, what: string): string {
  return `Set ${name} in cdk.json, under "context", to ${what}.`;
}

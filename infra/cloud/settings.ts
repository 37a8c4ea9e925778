/**
 * What the owner sets in cdk.json, or with `-c name=value` on the command line, checked once before
 * anything is built on it. Whatever is wrong is said in a sentence that tells what to set.
 */
import * as v from 'valibot';
import { executionsForSite, executionsOf, scaleNames, scales, type Throttle } from './scale.ts';

/** One or more settings are missing or malformed; the message has a sentence for each. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const host = `(?=.{4,253}$)(?:${label}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]`;
const hostPattern = new RegExp(`^${host}$`);
const emailPattern = new RegExp(`^[\\w.!#$%&'*+/=?^\`{|}~-]{1,64}@${host}$`, 'i');
const certificatePattern = /^arn:aws[a-z-]*:acm:([a-z0-9-]+):\d{12}:certificate\/[0-9a-f-]{36}$/;

const text = (name: string, pattern: RegExp, what: string) => {
  const message = sentence(name, what);
  return v.pipe(v.string(message), v.trim(), v.regex(pattern, message));
};

const wholeNumber = (name: string, from: number, to: number, what: string) => {
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

const SettingsSchema = v.object({
  stage: text('stage', /^[a-z][a-z0-9]{0,15}$/, 'a short name in small letters, such as prod'),
  region: text('region', /^[a-z]{2}(?:-[a-z]+)+-\d$/, 'an AWS region, such as eu-central-1'),
  domain: text('domain', hostPattern, 'the domain that mail comes from, such as news.example.com'),
  sender: text(
    'sender',
    emailPattern,
    'the address that mail comes from, such as editor@news.example.com',
  ),
  postalAddress: text(
    'postalAddress',
    /^[^\p{Cc}\u2028\u2029]{1,200}$/u,
    'your postal address in one line of at most 200 characters, which the law asks for in mail',
  ),
  alarmAddress: text(
    'alarmAddress',
    emailPattern,
    'the address that is told when something is wrong',
  ),
  siteDomain: v.optional(
    text(
      'siteDomain',
      hostPattern,
      'the host name of the site, such as read.example.com, or to ""',
    ),
  ),
  siteCertificateArn: v.optional(
    text(
      'siteCertificateArn',
      certificatePattern,
      'the ARN of an ACM certificate for it, or to ""',
    ),
  ),
  scale: v.optional(
    v.picklist(
      scaleNames,
      sentence('scale', 'new, normal or large, by the Lambda executions that the account may run'),
    ),
    'new',
  ),
  requestsPerSecond: v.optional(
    wholeNumber('requestsPerSecond', 1, 10_000, 'what the site takes on average'),
  ),
  requestsBurst: v.optional(wholeNumber('requestsBurst', 1, 5_000, 'what the site takes at once')),
  monthlyBudgetUsd: v.optional(
    wholeNumber('monthlyBudgetUsd', 1, 1_000_000, 'the US dollars a month that you expect'),
  ),
});

export type Settings = Readonly<v.InferOutput<typeof SettingsSchema>>;

/** Reads and checks every setting; throws a SettingsError that names all that is wrong. */
export function readSettings(get: (name: string) => unknown): Settings {
  const names = Object.keys(SettingsSchema.entries);
  const input = Object.fromEntries(names.map((name) => [name, given(get(name))]));
  const { success, output, issues } = v.safeParse(SettingsSchema, input);
  const wrong = success ? contradictions(output) : issues.map((issue) => issue.message);
  if (success && wrong.length === 0) return output;
  throw new SettingsError(wrong.join('\n'));
}

/** What the site takes: what its scale gives it, unless the owner has set something else. */
export function siteThrottle({ scale, requestsPerSecond, requestsBurst }: Settings): Throttle {
  const { perSecond, burst } = scales[scale].site;
  return { perSecond: requestsPerSecond ?? perSecond, burst: requestsBurst ?? burst };
}

/** An empty text stands for "not set", so that cdk.json can show every name. */
function given(value: unknown): unknown {
  return value === '' ? undefined : value;
}

function contradictions(settings: Settings): string[] {
  const { domain, sender, region, siteDomain, siteCertificateArn } = settings;
  const wrong: string[] = [];
  if (!sender.endsWith(`@${domain}`)) {
    wrong.push(sentence('sender', `an address at ${domain}, the domain that you set`));
  }
  if ((siteDomain === undefined) !== (siteCertificateArn === undefined)) {
    wrong.push(
      'Set siteDomain and siteCertificateArn in cdk.json, under "context", both or neither.',
    );
  }
  const [, certificateRegion = region] = certificatePattern.exec(siteCertificateArn ?? '') ?? [];
  if (certificateRegion !== region) {
    wrong.push(sentence('siteCertificateArn', `a certificate in ${region}, the region you set`));
  }
  const needed = executionsOf(siteThrottle(settings));
  const free = executionsForSite(scales[settings.scale]);
  if (needed > free) wrong.push(tooMany(settings, needed, free));
  return wrong;
}

function tooMany(settings: Settings, needed: number, free: number): string {
  const { perSecond, burst } = siteThrottle(settings);
  return (
    'Set requestsPerSecond and requestsBurst in cdk.json, under "context", to less, or to "" for ' +
    `what fits: with ${perSecond} a second and ${burst} at once the site runs ${needed} times at ` +
    `once, and the scale ${settings.scale} leaves it ${free}.`
  );
}

function sentence(name: string, what: string): string {
  return `Set ${name} in cdk.json, under "context", to ${what}.`;
}

/**
 * What the owner sets in cdk.json, or with `-c name=value` on the command line, checked once before
 * anything is built on it. Whatever is wrong is said in a sentence that tells what to set.
 */
import * as v from 'valibot';
import { AdoptSchema, wronglyAdopted } from './adopt.ts';
import { executionsForSite, executionsOf, scaleNames, scales, type Throttle } from './scale.ts';
import {
  certificatePattern,
  emailText,
  hostPattern,
  hostText,
  recipientPattern,
  sentence,
  text,
  wholeNumber,
} from './setting-forms.ts';

/** One or more settings are missing or malformed; the message has a sentence for each. */
export class SettingsError extends Error {
  override name = 'SettingsError';
}

/** A policy has room for so many and more; whoever tests with more readers needs production access. */
const testRecipientsMax = 20;
const testRecipientsWrong = sentence(
  'testRecipients',
  `at most ${testRecipientsMax} addresses that you verified in SES, or to ""`,
);

/** `-c name=value` always brings text: addresses with commas between them. */
function addressesOf(given: string | string[]): string[] {
  const addresses = typeof given === 'string' ? given.split(',') : given;
  const trimmed = addresses.map((address) =>
    address.trim().replace(/@.*$/, (domain) => domain.toLowerCase()),
  );
  return [...new Set(trimmed.filter((address) => address !== ''))];
}

const feedOriginsMax = 20;
const feedOriginsWrong = sentence(
  'feedOrigins',
  `at most ${feedOriginsMax} origins such as http://wiki.intranet:8080, or to ""`,
);

/** Never the addresses at which a cloud answers its machines. */
const ofTheCloud = /^(?:169\.254\.|\[fe80:|\[fd00:ec2:)/i;

function isFeedOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url?.origin === text && /^https?:/.test(text) && !ofTheCloud.test(url.hostname);
}

const SettingsSchema = v.object({
  stage: text('stage', /^[a-z][a-z0-9]{0,15}$/, 'a short name in small letters, such as prod'),
  region: text('region', /^[a-z]{2}(?:-[a-z]+)+-\d$/, 'an AWS region, such as eu-central-1'),
  domain: hostText('domain', 'the domain that mail comes from, such as news.example.com'),
  sender: emailText('sender', 'the address that mail comes from, such as editor@news.example.com'),
  postalAddress: text(
    'postalAddress',
    /^[^\p{Cc}\u2028\u2029]{1,200}$/u,
    'your postal address in one line of at most 200 characters, which the law asks for in mail',
  ),
  alarmAddress: emailText('alarmAddress', 'the address that is told when something is wrong'),
  testRecipients: v.pipe(
    v.optional(v.union([v.array(v.string()), v.string()], testRecipientsWrong), []),
    v.transform(addressesOf),
    v.array(v.pipe(v.string(), v.regex(recipientPattern, testRecipientsWrong))),
    v.maxLength(testRecipientsMax, testRecipientsWrong),
  ),
  /** Where feeds may be read though it is no public address, such as an intranet: exact origins. */
  feedOrigins: v.pipe(
    v.optional(v.union([v.array(v.string()), v.string()], feedOriginsWrong), []),
    v.transform((given) => (typeof given === 'string' ? given.split(',') : given)),
    v.transform((origins) => origins.map((origin) => origin.trim()).filter(Boolean)),
    v.array(v.pipe(v.string(), v.check(isFeedOrigin, feedOriginsWrong))),
    v.maxLength(feedOriginsMax, feedOriginsWrong),
  ),
  siteDomain: v.optional(
    hostText('siteDomain', 'the host name of the site, such as read.example.com, or to ""'),
  ),
  siteCertificateArn: v.optional(
    text(
      'siteCertificateArn',
      certificatePattern,
      'the ARN of an ACM certificate for it, or to ""',
    ),
  ),
  /** Where SES receives mail for us, at or below the domain: readers may leave by mail then. */
  inboundDomain: v.optional(hostText('inboundDomain', 'a host name below your domain, or to ""')),
  /** Hosts that the site had before, with their certificates: links mailed there go on working. */
  earlierSiteDomains: v.optional(
    v.record(
      text('earlierSiteDomains', hostPattern, 'host names with their certificates'),
      text('earlierSiteDomains', certificatePattern, 'host names with their certificates'),
      sentence('earlierSiteDomains', 'host names with their certificates, or to {}'),
    ),
    {},
  ),
  adopt: v.optional(AdoptSchema, {}),
  /**
   * Against deletion, for stack and table. Not while the stack is first made: a create that fails
   * is undone by deleting, and with a protection in its way could not be repeated.
   */
  protect: v.optional(
    v.pipe(
      v.union([v.boolean(), v.picklist(['true', 'false'])], sentence('protect', 'true or false')),
      v.transform((value) => value === true || value === 'true'),
    ),
    true,
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

/** The context of cdk.json, checked. */
export type Settings = Readonly<v.InferOutput<typeof SettingsSchema>>;

/** Reads and checks every setting; throws a SettingsError that names all that is wrong. */
export function readSettings(get: (name: string) => unknown): Settings {
  const names = Object.keys(SettingsSchema.entries);
  const input = Object.fromEntries(names.map((name) => [name, given(get(name))]));
  const { success, output, issues } = v.safeParse(SettingsSchema, input);
  const wrong = success ? contradictions(output) : issues.map((issue) => issue.message);
  if (success && wrong.length === 0) return output;
  // A name and its value may be wrong in one way.
  throw new SettingsError([...new Set(wrong)].join('\n'));
}

/** Pure: one setting as it is understood, such as a host in small letters; malformed ones as they are. */
export function understood(name: string, value: string): string {
  const entries: Readonly<Record<string, v.GenericSchema | undefined>> = SettingsSchema.entries;
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  const read = entry && v.safeParse(entry, value);
  return read?.success && typeof read.output === 'string' ? read.output : value;
}

/** The stack of a stage: several may stand side by side in an account. */
export function stackNameOf({ stage }: Pick<Settings, 'stage'>): string {
  return `Paperboy-${stage}`;
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
  const { domain, sender, siteDomain, siteCertificateArn } = settings;
  const wrong: string[] = [];
  if (!sender.endsWith(`@${domain}`)) {
    wrong.push(sentence('sender', `an address at ${domain}, the domain that you set`));
  }
  const { inboundDomain } = settings;
  if (inboundDomain !== undefined && !`.${inboundDomain}`.endsWith(`.${domain}`)) {
    wrong.push(sentence('inboundDomain', `${domain} or a name below it, or to ""`));
  }
  if ((siteDomain === undefined) !== (siteCertificateArn === undefined)) {
    wrong.push(
      'Set siteDomain and siteCertificateArn in cdk.json, under "context", both or neither.',
    );
  }
  const needed = executionsOf(siteThrottle(settings));
  const free = executionsForSite(scales[settings.scale]);
  if (needed > free) wrong.push(tooMany(settings, needed, free));
  return [...wrong, ...wrongCertificates(settings), ...wronglyAdopted(settings.adopt, settings)];
}

function wrongCertificates({
  region,
  siteDomain,
  siteCertificateArn,
  earlierSiteDomains,
}: Settings): string[] {
  const isElsewhere = (arn: string) => certificatePattern.exec(arn)?.[1] !== region;
  const here = `in ${region}, the region you set`;
  const wrong: string[] = [];
  if (siteCertificateArn !== undefined && isElsewhere(siteCertificateArn)) {
    wrong.push(sentence('siteCertificateArn', `a certificate ${here}`));
  }
  if (Object.values(earlierSiteDomains).some(isElsewhere)) {
    wrong.push(sentence('earlierSiteDomains', `host names with certificates ${here}`));
  }
  if (siteDomain !== undefined && Object.hasOwn(earlierSiteDomains, siteDomain)) {
    wrong.push(sentence('earlierSiteDomains', `hosts other than ${siteDomain}, the one of today`));
  }
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

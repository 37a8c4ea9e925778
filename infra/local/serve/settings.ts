/**
 * What an installation that serves is told: from the environment, or from `serve.env` in its data
 * directory, which lists the same names. Checked once; whatever is wrong is said in a sentence.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import * as v from 'valibot';
import { emailPattern, hostPattern } from '../../cloud/setting-forms.ts';
import {
  type MailboxSettings,
  mailboxContradictions,
  mailboxEntries,
  mailboxSettingsOf,
} from './mailbox-settings.ts';
import { isHere, need, prefix, text, whole, yes } from './setting-checks.ts';

/** One or more settings are missing or malformed; the message has a sentence for each. */
export class ServeSettingsError extends Error {
  override readonly name = 'ServeSettingsError';
}

/** The relay that mail leaves by, and what it takes. */
export interface RelaySettings {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` before anything else is said; `none` on this machine. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly maxPerSecond: number;
  /** -1: any number. */
  readonly maxPerDay: number;
}

/** What an installation that serves is told. */
export interface ServeSettings {
  /** Where readers find the site, without a slash at the end. */
  readonly siteUrl: string;
  readonly sender: string;
  readonly postalAddress: string;
  /** Bounces come to it, with `+TOKEN` behind its local part. */
  readonly bounceAddress: string;
  /** Where mail of readers who leave is received, if it is. */
  readonly inboundDomain: string | undefined;
  readonly relay: RelaySettings;
  /** The mailbox that what comes back is read from; undefined: none is, an MTA hands it over. */
  readonly mailbox: MailboxSettings | undefined;
  /** The interface that the site listens on. */
  readonly host: string;
  /** Whether the proxy before the site says who asks, in X-Forwarded-For. */
  readonly trustsProxy: boolean;
}

/** The file of settings in a data directory. */
export const settingsFile = 'serve.env';

const perSecondWrong = need(
  'SMTP_PER_SECOND',
  'how many mails a second the relay takes, such as 5',
);

const schema = v.object({
  SITE_URL: text(
    'SITE_URL',
    /^https?:\/\/[^\s/?#@]+$/,
    'the address of the site, such as https://read.example.com, without a slash at the end',
  ),
  ALLOW_HTTP: yes('ALLOW_HTTP'),
  SENDER: text('SENDER', emailPattern, 'the address that mail comes from'),
  POSTAL_ADDRESS: text(
    'POSTAL_ADDRESS',
    /^[^\p{Cc}\u2028\u2029]{1,200}$/u,
    'your postal address in one line of at most 200 characters, which the law asks for in mail',
  ),
  BOUNCE_ADDRESS: text(
    'BOUNCE_ADDRESS',
    emailPattern,
    'the address that bounces go to, such as bounces@news.example.com',
  ),
  INBOUND_DOMAIN: v.optional(
    text('INBOUND_DOMAIN', hostPattern, 'the domain at which readers may leave by mail'),
  ),
  SMTP_HOST: text('SMTP_HOST', /^[A-Za-z0-9.:-]{1,253}$/, 'the host of your SMTP relay'),
  SMTP_PORT: v.optional(whole('SMTP_PORT', 1, 65_535), '587'),
  SMTP_TLS: v.optional(
    v.picklist(
      ['tls', 'starttls', 'none'],
      need('SMTP_TLS', 'starttls (port 587), tls (port 465), or none for a relay on this machine'),
    ),
    'starttls',
  ),
  SMTP_USER: v.optional(v.string()),
  SMTP_PASSWORD: v.optional(v.string()),
  SMTP_PER_SECOND: v.pipe(
    v.optional(v.string(), '5'),
    v.regex(/^\d{1,4}(?:\.\d{1,3})?$/, perSecondWrong),
    v.transform(Number),
    v.minValue(0.01, perSecondWrong),
  ),
  SMTP_PER_DAY: v.optional(whole('SMTP_PER_DAY', -1, 100_000_000), '-1'),
  ...mailboxEntries,
  LISTEN: v.optional(
    text('LISTEN', /^[0-9A-Fa-f.:]+$/, 'the IP address that the site listens on'),
    '127.0.0.1',
  ),
  TRUST_PROXY: yes('TRUST_PROXY'),
});

const names = Object.keys(schema.entries);

const elsewhere =
  'Take AWS_ENDPOINT_URL_DYNAMODB out of the environment: the table is kept in the data directory, ' +
  'where its backup is made.';

/** Reads the settings; the environment overrules the file. Throws a ServeSettingsError. */
export function readServeSettings(
  dataDir: string,
  env: Readonly<Record<string, string | undefined>>,
): ServeSettings {
  const file = join(dataDir, settingsFile);
  const inFile = readFile(file);
  const unknown = Object.keys(inFile).filter((name) => !names.includes(bare(name)));
  const given = Object.fromEntries(
    names.map((name) => {
      const value = env[`${prefix}${name}`] ?? inFile[`${prefix}${name}`];
      return [name, value === '' ? undefined : value];
    }),
  );
  const { success, output, issues } = v.safeParse(schema, given);
  const wrong = [
    ...unknown.map((name) => `${name} in ${file} is no setting.`),
    ...(success ? contradictions(output) : issues.map(({ message }) => message)),
    ...(env.AWS_ENDPOINT_URL_DYNAMODB ? [elsewhere] : []),
  ];
  if (!success || wrong.length > 0) {
    const where = `They are read from the environment and from ${file}.`;
    throw new ServeSettingsError([...new Set(wrong), where].join('\n'));
  }
  return settingsOf(output);
}

function bare(name: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : '';
}

const othersMay = 0o077;

function readFile(file: string): Record<string, string | undefined> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return {};
  if ((stats.mode & othersMay) !== 0) {
    throw new ServeSettingsError(
      `${file} may hold the passwords of your relay and mailbox, and others may read it: chmod 600 ${file}`,
    );
  }
  return parseEnv(readFileSync(file, 'utf8')) as Record<string, string | undefined>;
}

type Given = v.InferOutput<typeof schema>;

function contradictions(given: Given): string[] {
  const wrong: string[] = [];
  if (!given.SITE_URL.startsWith('https:') && !given.ALLOW_HTTP) {
    wrong.push(
      need(
        'SITE_URL',
        `an address that begins with https://, or ${prefix}ALLOW_HTTP to yes where nobody else can listen in`,
      ),
    );
  }
  if (given.SMTP_TLS === 'none' && !isHere(given.SMTP_HOST)) {
    wrong.push(need('SMTP_TLS', 'starttls or tls: without it others read mails and password'));
  }
  if ((given.SMTP_USER === undefined) !== (given.SMTP_PASSWORD === undefined)) {
    wrong.push(`Set ${prefix}SMTP_USER and ${prefix}SMTP_PASSWORD both, or neither.`);
  }
  const domain = domainOf(given.SENDER);
  if (given.INBOUND_DOMAIN !== undefined && !`.${given.INBOUND_DOMAIN}`.endsWith(`.${domain}`)) {
    wrong.push(need('INBOUND_DOMAIN', `${domain} or a name below it, or leave it out`));
  }
  if (given.BOUNCE_ADDRESS.includes('+')) {
    wrong.push(need('BOUNCE_ADDRESS', 'an address without a +, as one is put behind its name'));
  }
  return [...wrong, ...mailboxContradictions(given)];
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function settingsOf(given: Given): ServeSettings {
  return {
    siteUrl: given.SITE_URL,
    sender: given.SENDER,
    postalAddress: given.POSTAL_ADDRESS,
    bounceAddress: given.BOUNCE_ADDRESS,
    inboundDomain: given.INBOUND_DOMAIN,
    relay: {
      host: given.SMTP_HOST,
      port: given.SMTP_PORT,
      security: given.SMTP_TLS,
      user: given.SMTP_USER,
      password: given.SMTP_PASSWORD,
      maxPerSecond: given.SMTP_PER_SECOND,
      maxPerDay: given.SMTP_PER_DAY,
    },
    mailbox: mailboxSettingsOf(given),
    host: given.LISTEN,
    trustsProxy: given.TRUST_PROXY,
  };
}

/** The settings of cdk.json that these stand for; what only AWS has is switched off. */
export function contextOf({ sender, postalAddress, inboundDomain = '' }: ServeSettings) {
  const domain = domainOf(sender);
  return {
    stage: 'serve',
    domain,
    sender: `${sender.slice(0, sender.lastIndexOf('@'))}@${domain}`,
    postalAddress,
    inboundDomain,
    siteDomain: '',
    siteCertificateArn: '',
    earlierSiteDomains: {},
    adopt: {},
    protect: false,
  };
}

/** The settings of a door, read from its environment and checked once, before its first event. */

/** A setting is missing or wrong: the message says which, and the door does not start. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const required = [
  'TABLE_NAME',
  'FETCH_QUEUE_URL',
  'DIGEST_QUEUE_URL',
  'SEND_QUEUE_URL',
  'CONFIRMATION_QUEUE_URL',
  'EVENT_QUEUE_URL',
  'DEAD_LETTERS_URL',
  'ORDERLY_DEAD_LETTERS_URL',
  'SCHEDULE_DEAD_LETTERS_URL',
  'SIGNING_SECRET_ARN',
  'HASH_SECRET_ARN',
  'SITE_URL',
  'CONFIGURATION_SET',
  'EVENT_TOPIC_ARN',
  'LANES',
] as const;

/** The name of a setting in a door's environment. */
export type SettingName = (typeof required)[number];

/** Where the engines are, when it is not AWS: set by the stage alone. */
interface Endpoints {
  readonly dynamodb?: string;
  readonly sqs?: string;
  readonly ses?: string;
  readonly secrets?: string;
  /** The host of the relay that takes mail in place of SES: set by an installation that serves. */
  readonly relay?: string;
}

/** The settings that a door has asked for, all of them there, and where the engines are. */
export type Settings<Name extends SettingName> = Readonly<Record<Name, string>> & {
  readonly endpoints: Endpoints;
};

/** Reads the named settings. Throws a SettingsError that names every one that is missing. */
export function readSettings<Name extends SettingName>(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly Name[],
): Settings<Name> {
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new SettingsError(`Set ${missing.join(', ')} in the environment of this door.`);
  }
  const entries = names.map((name) => [name, env[name]]);
  return { ...Object.fromEntries(entries), endpoints: readEndpoints(env) };
}

/** Where mail is received for us, if it is: owners switch it on by themselves. */
export function readInboundDomain(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  return env.INBOUND_DOMAIN || undefined;
}

/** What the stack knows of the owner's mail: the domain, and what new newsletters begin with. */
export interface SenderDefaults {
  readonly domain: string;
  readonly address: string;
  readonly postalAddress: string;
}

/** It, where there is a domain that is no example. */
export function readSender({
  SENDER_DOMAIN: domain = '',
  SENDER_ADDRESS: address = '',
  POSTAL_ADDRESS: postalAddress = '',
}: Readonly<Record<string, string | undefined>>): SenderDefaults | undefined {
  return domain === '' ? undefined : { domain, address, postalAddress };
}

/** How many lanes a FIFO queue has, from the setting LANES. Throws a SettingsError when it is no count. */
export function readLanes({ LANES }: Readonly<Record<'LANES', string>>): number {
  if (/^[1-9]\d{0,2}$/.test(LANES)) return Number(LANES);
  throw new SettingsError(
    'Set LANES in the environment of this door to a whole number from 1 to 999.',
  );
}

/**
 * Where feeds may be read though nobody else on the internet can: exact origins, which the owner has
 * allowed. There are none unless FEED_ORIGINS names some.
 */
export function readFeedOrigins({
  FEED_ORIGINS = '',
}: Readonly<Record<string, string | undefined>>): readonly string[] {
  return FEED_ORIGINS.split(' ').filter((origin) => URL.parse(origin)?.origin === origin);
}

function readEndpoints(env: Readonly<Record<string, string | undefined>>): Endpoints {
  const named = {
    dynamodb: env.AWS_ENDPOINT_URL_DYNAMODB,
    sqs: env.AWS_ENDPOINT_URL_SQS,
    ses: env.AWS_ENDPOINT_URL_SES,
    secrets: env.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    relay: env.MAIL_RELAY,
  };
  return Object.fromEntries(Object.entries(named).filter(([, url]) => url));
}

/** A newsletter as options on the command line, and what is wrong with it as sentences. */
import * as v from 'valibot';
import { cadences } from '../../functions/config/cadence.ts';
import { lastCallMinutesByDefault } from '../../functions/edition/call.ts';
import {
  contradictionsOf,
  type Newsletter,
  NewsletterSchema,
  renamed,
  type Section,
} from '../../functions/edition/newsletter.ts';
import type { Options, Values } from './command.ts';
import { contactOptions, withContact } from './contact-options.ts';
import { UsageError } from './errors.ts';
import { lookOptions, withLook } from './look-options.ts';
import type { Draft } from './newsletter-draft.ts';
import { privacyOptions, withPrivacy } from './privacy-options.ts';
import { readSchedule, scheduleForms } from './schedule-text.ts';

/** All options of a newsletter. */
export const newsletterOptions = {
  name: { type: 'string', value: 'TEXT', help: 'what readers know it by' },
  description: { type: 'string', value: 'TEXT', help: 'a sentence or two for the landing page' },
  language: { type: 'string', value: 'TAG', help: 'of its words: en, zh-Hans, ar …' },
  zone: { type: 'string', value: 'ZONE', help: 'its time zone: Europe/Berlin' },
  'sender-name': { type: 'string', value: 'TEXT', help: 'whom mails come from' },
  'sender-address': { type: 'string', value: 'ADDRESS', help: 'the address they come from' },
  'reply-to': { type: 'string', value: 'ADDRESS', help: 'where answers go' },
  'postal-address': { type: 'string', value: 'TEXT', help: 'in every mail, as the law asks' },
  section: {
    type: 'string',
    value: 'ID=NAME',
    multiple: true,
    help: 'a section, in the order of the options',
  },
  cadence: {
    type: 'string',
    value: 'CADENCE',
    multiple: true,
    help: `offered to readers: ${cadences.join(', ')}`,
  },
  default: { type: 'string', value: 'SCHEDULE', help: `for new readers: ${scheduleForms}` },
  'items-max': { type: 'string', value: 'N', help: 'items in an edition, the rest by title' },
  'excerpt-chars': { type: 'string', value: 'N', help: 'length of an excerpt, 0 for titles only' },
  'no-images': { type: 'boolean', help: 'no pictures' },
  sending: {
    type: 'string',
    value: 'HOW',
    help: 'automatic, veto (you are shown it before and may stop it) or approval',
  },
  'last-call': {
    type: 'string',
    value: 'MINUTES',
    help: `how long before it goes you are shown it (${lastCallMinutesByDefault})`,
  },
  ...contactOptions,
  ...lookOptions,
  ...privacyOptions,
} as const satisfies Options;

/** What was given of them on a command line. */
export type NewsletterValues = Values<typeof newsletterOptions>;

/** The newsletter with every given option in the place of what was there. */
export function withOptions(draft: Draft, values: NewsletterValues): Draft {
  const zone = values.zone ?? draft.zone;
  const replyTo = values['reply-to'] ?? draft.replyTo;
  const named = values.name === undefined ? draft : renamed(draft, values.name);
  const look = withContact(withLook(named, values), values);
  const { replyTo: _, ...rest } = withPrivacy(look, values);
  return {
    ...rest,
    description: values.description ?? draft.description,
    language: values.language ?? draft.language,
    zone,
    sender: {
      name: values['sender-name'] ?? rest.sender.name,
      address: values['sender-address'] ?? draft.sender.address,
    },
    ...(replyTo === undefined || replyTo === '' ? {} : { replyTo }),
    postalAddress: values['postal-address'] ?? draft.postalAddress,
    sections: mergeSections(draft.sections, values.section ?? []),
    cadences: values.cadence === undefined ? draft.cadences : values.cadence.map(readCadence),
    defaultSchedule: defaultOf(draft, values.default, zone),
    itemsMax: numberOf('items-max', values['items-max']) ?? draft.itemsMax,
    excerptChars: numberOf('excerpt-chars', values['excerpt-chars']) ?? draft.excerptChars,
    ...sendingWith(draft, values),
    images: values['no-images'] === true ? false : draft.images,
  };
}

/** A section whose id is there is renamed in its place, another comes after those that are. */
function mergeSections(sections: readonly Section[], given: readonly string[]): Section[] {
  const merged = new Map(sections.map((section) => [section.id, section]));
  for (const text of given) {
    const [id, name] = pairOf(text);
    merged.set(id, { id, name });
  }
  return [...merged.values()];
}

function pairOf(text: string): [id: string, name: string] {
  const middle = text.indexOf('=');
  if (middle < 1) {
    throw new UsageError(`--section takes an id and a name: --section news="World news".`);
  }
  return [text.slice(0, middle).trim(), text.slice(middle + 1).trim()];
}

function readCadence(text: string) {
  const cadence = cadences.find((one) => one === text.trim().toLowerCase());
  if (cadence !== undefined) return cadence;
  throw new UsageError(`--cadence is one of ${cadences.join(', ')}, not ${text}.`);
}

/** A default in the newsletter's own zone moves with it. */
function defaultOf(draft: Draft, text: string | undefined, zone: string) {
  if (text !== undefined) return readSchedule(text, zone);
  const { defaultSchedule } = draft;
  return defaultSchedule.zone === draft.zone ? { ...defaultSchedule, zone } : defaultSchedule;
}

/** Nothing is kept of what is usual. */
function sendingWith({ sending }: Draft, values: Values<typeof newsletterOptions>) {
  const { sending: given, 'last-call': minutes } = values;
  if (given === undefined && minutes === undefined) return {};
  const mode = given ?? sending?.mode ?? 'automatic';
  const lastCallMinutes =
    numberOf('last-call', minutes?.replace(/m$/, '')) ??
    sending?.lastCallMinutes ??
    lastCallMinutesByDefault;
  // What is none of the allowed ones is refused with all else that is wrong.
  return { sending: { mode, lastCallMinutes } as NonNullable<Draft['sending']> };
}

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text);
  throw new UsageError(`--${option} takes a whole number, not ${text}.`);
}

/** Checks the whole newsletter; throws a UsageError that says everything that is to be mended. */
export function checkNewsletter(draft: Draft, domain: string | undefined): Newsletter {
  const checked = v.safeParse(NewsletterSchema, draft);
  const wrong = checked.success
    ? contradictions(checked.output, domain)
    : [...Map.groupBy(checked.issues, ({ path }) => optionOf(path))].map(
        ([option, [issue]]) => `${option}${issue?.message}`,
      );
  if (checked.success && wrong.length === 0) return checked.output;
  throw new UsageError(wrong.join('\n'));
}

function contradictions(newsletter: Newsletter, domain: string | undefined): string[] {
  const { cadence } = newsletter.defaultSchedule;
  return contradictionsOf(newsletter, domain).map(({ field, message }) => {
    const option = `--${optionOfField[field.join('.')] ?? field[0]}`;
    const hint =
      field[0] === 'defaultSchedule' ? ` Add --cadence ${cadence}, or choose another.` : '';
    return `${option}: ${message}${hint}`;
  });
}

const optionOfField: Readonly<Record<string, string>> = {
  'sender.name': 'sender-name',
  'sender.address': 'sender-address',
  replyTo: 'reply-to',
  ownerAddress: 'owner-address',
  embedOrigins: 'embed-origin',
  letters: 'letter',
  postalAddress: 'postal-address',
  sections: 'section',
  cadences: 'cadence',
  defaultSchedule: 'default',
  'sending.mode': 'sending',
  'sending.lastCallMinutes': 'last-call',
  itemsMax: 'items-max',
  excerptChars: 'excerpt-chars',
  'theme.light.accent': 'theme-accent',
  'theme.light.text': 'theme-text',
  'theme.light.background': 'theme-background',
  'theme.dark.accent': 'theme-dark-accent',
  'theme.dark.text': 'theme-dark-text',
  'theme.dark.background': 'theme-dark-background',
  'theme.logo.url': 'theme-logo',
  'theme.logo.alt': 'theme-logo-alt',
  'theme.font': 'theme-font',
  'theme.footer': 'theme-footer',
  'privacy.contact': 'privacy-contact',
  'privacy.authority': 'privacy-authority',
  'privacy.text': 'privacy-text',
  'privacy.consent': 'privacy-consent',
  'privacy.url': 'privacy-url',
};

type Path = v.BaseIssue<unknown>['path'];

/** `--postal-address: `, so that the owner sees where to mend it. */
function optionOf(path: Path): string {
  const steps = (path ?? []).map(({ key }) => String(key));
  if (steps.length === 0) return '';
  const fields = steps.map((_, n) => steps.slice(0, steps.length - n).join('.'));
  const known = fields.find((field) => Object.hasOwn(optionOfField, field));
  return `--${optionOfField[known ?? ''] ?? steps[0]}: `;
}

/**
 * A newsletter as its owner set it up: whose name is on it, what it reads, when it may go out.
 * Checked once, where it enters; a record that does not fit is refused with what to mend.
 */
import * as v from 'valibot';
import { cadences } from '../config/cadence.ts';
import { isZone, type Schedule, ScheduleSchema, wholeNumber } from '../config/schedule.ts';
import { isLanguage } from './languages.ts';
import { ThemeSchema } from './theme.ts';

/** A text of one line, with these words for it in what is said of a bad one. */
export const line = (what: string, charsMax: number) =>
  v.pipe(
    v.string(`${what} is missing.`),
    v.trim(),
    v.nonEmpty(`${what} must not be empty.`),
    v.maxLength(charsMax, `${what} must have at most ${charsMax} characters.`),
    v.regex(/^[^\x00-\x1f\x7f\u2028\u2029]*$/, `${what} must be a single line.`),
  );

const email = (what: string) =>
  v.pipe(line(what, 254), v.email(`${what} must be an address such as news@example.com.`));

const SectionSchema = v.object({
  id: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9-]{1,32}$/, 'A section id has 1 to 32 of a-z, 0-9 and -.'),
  ),
  name: line('The name of a section', 60),
});

/** A newsletter as its owner sets it; what does not fit is refused with the field's name. */
export const NewsletterSchema = v.object({
  id: v.pipe(
    v.string('The newsletter needs an id.'),
    v.regex(/^[a-z0-9-]{1,40}$/, 'The id of a newsletter has 1 to 40 of a-z, 0-9 and -.'),
  ),
  name: line('The name', 80),
  description: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(400, 'The description must have at most 400 characters.'),
    ),
    '',
  ),
  /** BCP 47. */
  language: v.pipe(
    v.string(),
    v.check(isLanguage, 'The language must be a tag such as en, zh-Hans or ar.'),
  ),
  zone: v.pipe(v.string(), v.check(isZone, 'The time zone must be an IANA name such as UTC.')),
  sender: v.object({
    name: line('The sender name', 80),
    address: email('The sender address'),
  }),
  replyTo: v.optional(email('The reply-to address')),
  /** Where the owner is told what needs their attention; else where replies go. */
  ownerAddress: v.optional(email('The owner’s address')),
  /** Law asks for it in every mail (15 U.S.C. §7704(a)(5)); without it nothing is sent. */
  postalAddress: line('The postal address', 200),
  sections: v.pipe(
    v.array(SectionSchema),
    v.minLength(1, 'A newsletter needs at least one section.'),
    v.maxLength(20, 'A newsletter has at most 20 sections.'),
    v.check(
      (sections) => new Set(sections.map((s) => s.id)).size === sections.length,
      'Two sections have the same id.',
    ),
  ),
  cadences: v.pipe(v.array(v.picklist(cadences)), v.minLength(1, 'Offer at least one cadence.')),
  defaultSchedule: ScheduleSchema,
  /** Items printed in full; what is more is listed by title. */
  itemsMax: wholeNumber(1, 200, 'The number of items'),
  /** Characters of an excerpt; 0 prints titles only. */
  excerptChars: wholeNumber(0, 20_000, 'The length of an excerpt'),
  images: v.boolean(),
  /** Whether anybody may read its editions on the web; public unless it says private. */
  archive: v.optional(v.picklist(['public', 'private'], 'The archive is public or private.')),
  /** Whether the home page of the site names it; it does unless this says hidden. */
  home: v.optional(v.picklist(['listed', 'hidden'], 'The home page has it listed or hidden.')),
  theme: v.optional(ThemeSchema),
  /** Whether its owner sees an edition before it goes, and how long before; it goes by itself. */
  sending: v.optional(
    v.object({
      mode: v.picklist(
        ['automatic', 'veto', 'approval'],
        'Editions go automatic, by veto or by approval.',
      ),
      lastCallMinutes: wholeNumber(5, 1_440, 'The minutes before the last call'),
    }),
  ),
  /** What the privacy notice says of the owner's own. */
  privacy: v.optional(
    v.object({
      contact: v.optional(line('The contact for privacy', 200)),
      authority: v.optional(line('The authority for privacy', 200)),
      text: v.optional(line('The text about privacy', 2_000)),
      /** Shown under our sentence of consent, and never in its place. */
      consent: v.optional(line('What is added to the consent', 300)),
      url: v.optional(
        v.pipe(v.string(), v.check(isWebUrl, 'The privacy policy is a page such as https://…')),
      ),
    }),
  ),
  /** When its owner closed it (ms): nobody can join, nothing is fetched or sent, until it is reopened. */
  closedAt: v.optional(v.number()),
  /** When letters that it has ended were noted for all its readers (ms). */
  endToldAt: v.optional(v.number()),
  /** When its file was applied last, and changed something (ms). */
  appliedAt: v.optional(v.number()),
  /** Other sites whose pages may hold the signup form, as origins. */
  embedOrigins: v.optional(
    v.pipe(
      v.array(
        v.pipe(v.string(), v.check(isOrigin, 'An origin is such as https://www.example.com.')),
      ),
      v.maxLength(20, 'At most 20 other sites may hold the form.'),
    ),
  ),
  /** Whether a letter greets who has confirmed, and one takes leave of who goes. */
  letters: v.optional(v.array(v.picklist(['welcome', 'goodbye']))),
  createdAt: v.number(),
});

/** A newsletter: its feeds' sections, its words, its sender, and when its editions come. */
export type Newsletter = Readonly<v.InferOutput<typeof NewsletterSchema>>;
/** A part of a newsletter, which readers may leave out. */
export type Section = v.InferOutput<typeof SectionSchema>;

/** Whether it takes no readers, and sends nothing, any more. */
export function isClosed({ closedAt }: Pick<Newsletter, 'closedAt'>): boolean {
  return closedAt !== undefined;
}

/** The addresses that its owner gave as theirs, that for notices first. */
export function ownAddresses({
  ownerAddress,
  replyTo,
  sender,
}: Pick<Newsletter, 'ownerAddress' | 'replyTo' | 'sender'>): readonly string[] {
  const all = [ownerAddress, replyTo, sender.address];
  return [...new Set(all.filter((one) => one !== undefined))];
}

/** The one of the owner's addresses that is meant, however it is spelt; where notices go without one. */
export function ownAddress(
  newsletter: Parameters<typeof ownAddresses>[0],
  meant?: string,
): string | undefined {
  const own = ownAddresses(newsletter);
  const wanted = (meant ?? own[0] ?? '').trim().toLowerCase();
  return own.find((one) => one.toLowerCase() === wanted);
}

type Named = Pick<v.InferInput<typeof NewsletterSchema>, 'name' | 'sender' | 'theme'>;

/** The same under another name; sender and logo are called so too, unless they have names of their own. */
export function renamed<N extends Named>(newsletter: N, name: string): N {
  const { name: before, sender, theme } = newsletter;
  const logo = theme?.logo?.alt === before ? { ...theme.logo, alt: name } : undefined;
  return {
    ...newsletter,
    name,
    sender: sender.name === before ? { ...sender, name } : sender,
    ...(logo === undefined ? {} : { theme: { ...theme, logo } }),
  };
}

/** What a newsletter has of which its owner says nothing, in this zone. */
export function newsletterByDefault(zone: string) {
  return {
    description: '',
    language: 'en',
    zone,
    cadences: [...cadences],
    defaultSchedule: { cadence: 'daily', hour: 7, zone } as Schedule,
    itemsMax: 40,
    excerptChars: 280,
    images: true,
  };
}

/** What of a newsletter does not fit together, or not with the domain that it is sent from. */
export function contradictionsOf(
  { cadences: offered, defaultSchedule, sender }: Newsletter,
  domain: string | undefined,
): { readonly field: readonly string[]; readonly message: string }[] {
  const { cadence } = defaultSchedule;
  const isSent = domain === undefined || sender.address.toLowerCase().endsWith(`@${domain}`);
  const where = `The sender address must be at ${domain}, the domain that the stack sends from.`;
  return [
    ...(offered.includes(cadence)
      ? []
      : [{ field: ['defaultSchedule'], message: `The cadence ${cadence} is not offered.` }]),
    ...(isSent ? [] : [{ field: ['sender', 'address'], message: where }]),
  ];
}

/** A browser names a page's origin without a path; without TLS only a machine under the desk has one. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text);
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}

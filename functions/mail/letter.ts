/**
 * Mails that are not editions: confirmation, welcome, goodbye, the owner's notice. They hold our own
 * words and the newsletter's name, never a text that a visitor typed or a feed brought.
 */
import type { Schedule } from '../config/schedule.ts';
import { momentIn } from '../edition/moment.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { type Data, fillText } from '../edition/print/program.ts';
import { senderLine } from '../edition/print/sender-line.ts';
import { templates } from '../edition/print/templates.ts';
import { textOfLetter } from '../edition/print/text.ts';
import { themeData } from '../edition/print/theme-data.ts';
import { scheduleInWords } from '../edition/schedule-words.ts';
import { languageOfWords, phrase, textDirection, wordsFor } from '../edition/words.ts';
import { cityOf } from '../edition/zones.ts';

/** A letter's subject, HTML and plain text. */
export interface Letter {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

type Sender = Pick<Newsletter, 'name' | 'sender' | 'postalAddress' | 'theme'>;

/** Where readers are told what is kept about them; a notice to the owner has none. */
interface Told {
  readonly privacyUrl?: string | undefined;
}

/** What a confirmation is written from. */
export interface ConfirmationInput extends Told {
  readonly newsletter: Sender;
  readonly confirmUrl: string;
  readonly language: string;
  readonly schedule: Schedule;
  /** When the link ends (ms). */
  readonly until: number;
}

/** Asks whether the address is meant to receive the newsletter. */
export function renderConfirmation(input: ConfirmationInput): Letter {
  const { confirmUrl: url, schedule, until, language } = input;
  const { zone } = schedule;
  const more = {
    schedule: scheduleInWords(schedule, language),
    until: `${momentIn(until, zone, language)} (${cityOf(zone, language)})`,
  };
  return renderAsking('confirmation', { ...input, url }, more);
}

/** What a letter with one button is written from. */
export interface AskingInput extends Told {
  readonly newsletter: Sender;
  readonly url: string;
  readonly language: string;
}

/** A letter with one button: to confirm, to open preferences or the desk, to see or undo a change. */
export function renderAsking(
  about: 'confirmation' | 'address' | 'moved' | 'link' | 'signIn' | 'passkey',
  input: AskingInput,
  values: Readonly<Record<string, string>> = {},
): Letter {
  const fixed: AskingWords = wordsFor(input.language).mail[about];
  const words = filled(fixed, input, values);
  const { text, chosen, until, button, ignore } = words;
  const { url } = input;
  return {
    subject: words.subject,
    html: letterHtml('confirmation', input.newsletter, { ...words, url }),
    text: letterText(words, [text, chosen, `${button}:\n${url}`, until, ignore]),
  };
}

interface AskingWords
  extends Readonly<
    Record<'subject' | 'preview' | 'heading' | 'text' | 'button' | 'linkHint' | 'ignore', string>
  > {
  readonly chosen?: string;
  readonly until?: string;
}

/** What a welcome is written from. */
export interface WelcomeInput extends Told {
  readonly newsletter: Sender;
  readonly preferencesUrl: string;
  readonly unsubscribeUrl: string;
  readonly language: string;
}

/** Tells a reader that the subscription stands, and where to change or end it. */
export function renderWelcome(input: WelcomeInput): Letter {
  const words = filled(wordsFor(input.language).mail.welcome, input);
  const { footer } = wordsFor(input.language).mail;
  const { unsubscribe } = footer;
  const reason = phrase(footer.reason, { newsletter: input.newsletter.name });
  const { preferencesUrl: url, unsubscribeUrl } = input;
  return {
    subject: words.subject,
    html: letterHtml('welcome', input.newsletter, {
      ...words,
      reason,
      unsubscribe,
      url,
      unsubscribeUrl,
    }),
    text: letterText(words, [
      words.text,
      `${words.button}:\n${url}`,
      reason,
      `${unsubscribe}:\n${unsubscribeUrl}`,
    ]),
  };
}

/** What a goodbye is written from. */
export interface GoodbyeInput extends Told {
  readonly newsletter: Sender;
  readonly signupUrl: string;
  readonly language: string;
}

/** Confirms that the subscription has ended. */
export function renderGoodbye(input: GoodbyeInput): Letter {
  const words = filled(wordsFor(input.language).mail.goodbye, input);
  return {
    subject: words.subject,
    html: letterHtml('goodbye', input.newsletter, { ...words, url: input.signupUrl }),
    text: letterText(words, [words.text, `${words.button}:\n${input.signupUrl}`]),
  };
}

/** Tells a reader that the newsletter has ended; there is nothing to press. */
export function renderEnded(to: Addressed): Letter {
  const { mail } = wordsFor(to.language);
  const words = filled({ ...mail.ended, reason: mail.footer.reason }, to);
  return {
    subject: words.subject,
    html: letterHtml('notice', to.newsletter, { ...words, lines: [{ line: words.text }] }),
    text: letterText(words, [words.text, words.reason]),
  };
}

/** What a notice to the owner is written from. */
export interface NoticeInput {
  readonly newsletter: Sender & Pick<Newsletter, 'language'>;
  /** What the owner should know, a paragraph each. */
  readonly lines: readonly string[];
}

/** Tells the owner what needs their attention. */
export function renderNotice({ newsletter, lines }: NoticeInput): Letter {
  const { language } = newsletter;
  const { lines: _, look: __, ...fixed } = wordsFor(language).mail.notice;
  const words = filled(fixed, { newsletter, language });
  const paragraphs = lines.map((line) => ({ line }));
  return {
    subject: words.subject,
    html: letterHtml('notice', newsletter, { ...words, lines: paragraphs }),
    text: letterText(words, [...lines, words.reason]),
  };
}

interface Addressed extends Told {
  readonly newsletter: Sender;
  readonly language: string;
}

/** The words with the newsletter's name in them, and what the head and foot of a letter need. */
function filled<W extends object>(
  words: W & { readonly [Name in keyof W]?: string },
  to: Addressed,
  values: Readonly<Record<string, string>> = {},
) {
  const { name } = to.newsletter;
  const phrases = Object.entries<string>(words as Readonly<Record<string, string>>).map(
    ([key, text]) => [key, phrase(text, { ...values, newsletter: name })] as const,
  );
  const { privacy } = wordsFor(to.language).mail.footer;
  return {
    ...(Object.fromEntries(phrases) as W),
    ...textDirection(languageOfWords(to.language)),
    newsletter: name,
    ...(to.privacyUrl === undefined ? {} : { privacyUrl: to.privacyUrl, privacy }),
    postalAddress: senderLine(to.newsletter),
  };
}

type LetterName = 'confirmation' | 'welcome' | 'goodbye' | 'notice';

function letterHtml(name: LetterName, { theme }: Sender, data: Data): string {
  return fillText(templates[name], { ...data, ...themeData(theme) });
}

function letterText(
  {
    heading,
    postalAddress,
    privacy,
    privacyUrl,
  }: {
    readonly heading: string;
    readonly postalAddress: string;
    readonly privacy?: string;
    readonly privacyUrl?: string;
  },
  paragraphs: readonly (string | undefined)[],
): string {
  const said = paragraphs.filter((text) => text !== undefined);
  const told = privacyUrl === undefined ? '' : `${privacy}:\n${privacyUrl}\n\n`;
  return textOfLetter([heading, ...said, `-- \n${told}${postalAddress}`]);
}

/**
 * Mails that are not editions: confirmation, welcome, goodbye, the owner's notice. They hold our own
 * words and the newsletter's name, never a text that a visitor typed or a feed brought.
 */
import type { Newsletter } from '../edition/newsletter.ts';
import { type Data, fillText } from '../edition/print/program.ts';
import { templates } from '../edition/print/templates.ts';
import { textOfLetter } from '../edition/print/text.ts';
import { themeData } from '../edition/print/theme-data.ts';
import { languageOfWords, phrase, textDirection, wordsFor } from '../edition/words.ts';

/** A letter's subject, HTML and plain text. */
export interface Letter {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

type Sender = Pick<Newsletter, 'name' | 'postalAddress' | 'theme'>;

/** What a confirmation is written from. */
export interface ConfirmationInput {
  readonly newsletter: Sender;
  readonly confirmUrl: string;
  readonly language: string;
}

/** Asks whether the address is meant to receive the newsletter. */
export function renderConfirmation({ confirmUrl: url, ...to }: ConfirmationInput): Letter {
  return renderAsking('confirmation', { ...to, url });
}

/** What a letter with one button is written from. */
export interface AskingInput {
  readonly newsletter: Sender;
  readonly url: string;
  readonly language: string;
}

/** A letter with one button: to confirm, to take a new address or an old one, to open the preferences. */
export function renderAsking(
  about: 'confirmation' | 'address' | 'moved' | 'link',
  input: AskingInput,
): Letter {
  const words = filled(wordsFor(input.language).mail[about], input);
  const { text, button, ignore } = words;
  const { url } = input;
  return {
    subject: words.subject,
    html: letterHtml('confirmation', input.newsletter, { ...words, url }),
    text: letterText(words, [text, `${button}:\n${url}`, ignore]),
  };
}

/** What a welcome is written from. */
export interface WelcomeInput {
  readonly newsletter: Sender;
  readonly preferencesUrl: string;
  readonly unsubscribeUrl: string;
  readonly language: string;
}

/** Tells a reader that the subscription stands, and where to change or end it. */
export function renderWelcome(input: WelcomeInput): Letter {
  const words = filled(wordsFor(input.language).mail.welcome, input);
  const { unsubscribe, reason } = filled(wordsFor(input.language).mail.footer, input);
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
export interface GoodbyeInput {
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

interface Addressed {
  readonly newsletter: Sender;
  readonly language: string;
}

/** The words with the newsletter's name in them, and what the head and foot of a letter need. */
function filled<W extends Readonly<Record<string, string>>>(words: W, to: Addressed) {
  const { name, postalAddress } = to.newsletter;
  const phrases = Object.entries(words).map(([key, text]) => {
    return [key, phrase(text, { newsletter: name })] as const;
  });
  return {
    ...(Object.fromEntries(phrases) as Record<keyof W, string>),
    ...textDirection(languageOfWords(to.language)),
    newsletter: name,
    postalAddress,
  };
}

type LetterName = 'confirmation' | 'welcome' | 'goodbye' | 'notice';

function letterHtml(name: LetterName, { theme }: Sender, data: Data): string {
  return fillText(templates[name], { ...data, ...themeData(theme) });
}

function letterText(
  { heading, postalAddress }: { readonly heading: string; readonly postalAddress: string },
  paragraphs: readonly string[],
): string {
  return textOfLetter([heading, ...paragraphs, `-- \n${postalAddress}`]);
}

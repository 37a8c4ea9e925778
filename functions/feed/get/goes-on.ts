/**
 * Whether the text of a page goes on where a teaser began. A cookie wall, a log-in or a "not found"
 * is longer than most teasers, and is not the article.
 */
import { plainText } from '../read/plain-text.ts';
import { tokensOf, unspaced } from '../read/text-print.ts';

/** So much of a teaser is compared: what is behind may be "read more". */
const teaserTokensMax = 60;
/** Words in a row that only the same text has. */
const rowTokens = 6;
/** Short words are in every text of a language. */
const wordCharsMin = 4;
/** A summary that somebody wrote has most of its words from the article. */
const sharedMin = 0.6;
/** What goes on says more than what began. */
const longerTimes = 1.2;
const textCharsMax = 20_000;

/** What a feed says of an article. */
interface Teaser {
  readonly title: string;
  /** HTML; absent or empty where there is only a title. */
  readonly text: string | undefined;
}

/** Whether this page, as HTML, is the article that the teaser is of. */
export function goesOn({ title, text = '' }: Teaser, page: string): boolean {
  const whole = plainText(page.slice(0, textCharsMax));
  const begun = plainText(text);
  if (whole.length < begun.length * longerTimes) return false;
  const said = tokensOf(begun).slice(0, teaserTokensMax);
  const found = tokensOf(whole);
  if (said.length === 0) return shares(tokensOf(title), found);
  return hasRow(said, found) || shares(said, found);
}

/** Some words in a row, anywhere near the beginning: a byline or a place may stand before them. */
function hasRow(said: readonly string[], found: readonly string[]): boolean {
  if (said.length < rowTokens) return false;
  const rows = new Set<string>();
  for (let at = 0; at + rowTokens <= said.length; at += 1) {
    rows.add(said.slice(at, at + rowTokens).join(' '));
  }
  for (let at = 0; at + rowTokens <= found.length; at += 1) {
    if (rows.has(found.slice(at, at + rowTokens).join(' '))) return true;
  }
  return false;
}

function shares(said: readonly string[], found: readonly string[]): boolean {
  const words = new Set(telling(said));
  if (words.size === 0) return false;
  const there = new Set(telling(found));
  const shared = [...words].filter((word) => there.has(word));
  return shared.length / words.size >= sharedMin;
}

/** The words that tell texts apart; of scripts without spaces, pairs of signs. */
function telling(tokens: readonly string[]): string[] {
  return tokens.flatMap((token, at) => {
    if (unspaced.test(token)) return [token + (tokens[at + 1] ?? '')];
    return token.length >= wordCharsMin ? [token] : [];
  });
}

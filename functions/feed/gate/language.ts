/** The language of an item, for filters that ask for one: told from its words, never from its feed. */
import type { Filter } from '../filter.ts';
import type { ParsedItem } from '../item.ts';
import { plainText } from '../read/plain-text.ts';

const textCharsMax = 1_000;
/** Less than this is a guess. */
const lettersMin = 12;

/** The language of its words as a code such as `de`; undefined where no filter asks, or it is too short. */
export async function languageFor(
  { title, summary, content }: Pick<ParsedItem, 'title' | 'summary' | 'content'>,
  filters: readonly Filter[],
): Promise<string | undefined> {
  if (!filters.some(({ by }) => by === 'language')) return undefined;
  const text = `${title}. ${plainText(content ?? summary)}`.slice(0, textCharsMax);
  if ((text.match(/\p{L}/gu) ?? []).length < lettersMin) return undefined;
  // Tables of languages, which few feeds need.
  const { detect } = await import('tinyld');
  return detect(text) || undefined;
}

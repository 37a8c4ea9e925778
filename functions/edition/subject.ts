/** The two lines by which a reader decides: the subject, and what inboxes show behind it. */
import { columnsOf, shorten } from './line.ts';
import type { Newsletter } from './newsletter.ts';
import { counted, languageOfWords, wordsFor } from './words.ts';

const subjectColumnsMax = 90;
const subjectTitlesMax = 3;
const previewColumnsMax = 140;
const separator = ' · ';

export interface TopLines {
  readonly subject: string;
  readonly preview: string;
}

/** Leading titles and how many stories there are besides; the preview goes on where it ends. */
export function topLines(
  titles: readonly string[],
  firstText: string,
  { language }: Pick<Newsletter, 'language'>,
): TopLines {
  const { more } = wordsFor(language).mail.edition;
  const moreOf = (count: number) => counted(more, count, languageOfWords(language));
  const room = subjectColumnsMax - columnsOf(separator + moreOf(titles.length));
  const leading = leadingTitles(titles, room);
  const rest = titles.length - leading.length;
  const subject = [...leading, ...(rest > 0 ? [moreOf(rest)] : [])].join(separator);
  const following = titles.slice(leading.length).join(separator);
  return { subject, preview: shorten(following || firstText, previewColumnsMax) };
}

function leadingTitles(titles: readonly string[], columnsMax: number): string[] {
  const [first = '', ...others] = titles;
  const leading = [shorten(first, columnsMax)];
  for (const title of others.slice(0, subjectTitlesMax - 1)) {
    if (columnsOf([...leading, title].join(separator)) > columnsMax) break;
    leading.push(title);
  }
  return leading;
}

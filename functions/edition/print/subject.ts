/** The two lines by which a reader decides: the subject, and what inboxes show behind it. */
import type { Newsletter } from '../newsletter.ts';
import { counted, languageOfWords, wordsFor } from '../words.ts';
import { columnsOf, shorten } from './single-line.ts';

const subjectColumnsMax = 90;
const subjectTitlesMax = 3;
const previewColumnsMax = 140;
const separator = ' · ';

/** Subject and preview: one line each. */
export interface TopLines {
  readonly subject: string;
  readonly preview: string;
}

interface Headlines {
  readonly titles: readonly string[];
  readonly firstText: string;
  /** "22 November"; last, because inboxes cut the end of a subject. */
  readonly day: string;
}

/**
 * Leading titles, how many stories there are besides, and the day; the preview goes on where the
 * titles end.
 */
export function topLines(
  { titles, firstText, day }: Headlines,
  { language }: Pick<Newsletter, 'language'>,
): TopLines {
  const { more } = wordsFor(language).mail.edition;
  const moreOf = (count: number) => counted(more, count, languageOfWords(language));
  const room = subjectColumnsMax - columnsOf([moreOf(titles.length), day, ''].join(separator));
  const leading = leadingTitles(titles, room);
  const rest = titles.length - leading.length;
  const subject = [...leading, ...(rest > 0 ? [moreOf(rest)] : []), day].join(separator);
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

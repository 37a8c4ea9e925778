/** The notes of an owner as they stand above the stories. */
import { clean } from '../clean/clean.ts';
import { parseHtml } from '../clean/dom.ts';
import type { ShownNote } from '../content.ts';
import { direction } from '../words.ts';
import { paragraphsIn } from './paragraphs.ts';
import type { Data } from './program.ts';

/** A note, ready for both parts of a mail. */
export interface PrintedNote {
  readonly language: string;
  readonly html: string;
  readonly paragraphs: readonly string[];
}

/** Cleans notes: they were made of an owner's words once, and passed through a table since. */
export function printedNotes(notes: readonly ShownNote[] = []): PrintedNote[] {
  return notes.flatMap(({ language, html: made }) => {
    const html = clean(made);
    return html === '' ? [] : [{ language, html, paragraphs: paragraphsIn(parseHtml(html)) }];
  });
}

/** The values of a note. */
export function noteData({ language, html }: PrintedNote): Data {
  const own = direction(language);
  const start = own === 'rtl' ? 'right' : 'left';
  return {
    language,
    direction: own,
    start,
    note: { cleanHtml: html },
  };
}

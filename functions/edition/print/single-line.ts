/** Single lines of text from feeds, made safe for headers, headings and other people's eyes. */
import { trimEndOf } from '../../config/trim-end.ts';

/** C0, C1, line ends, and the controls that turn or hide the text behind them. */
const unsafe =
  /[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g;

/** The text on one line, without control and bidi characters and without half surrogates. */
export function singleLine(text: string): string {
  return text.toWellFormed().replace(/\s/g, ' ').replace(unsafe, '').replace(/ {2,}/g, ' ').trim();
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** How many columns a text takes in a fixed-width font: wide characters take two (UAX #11). */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfCharacter(character);
  return columns;
}

function columnsOfCharacter(character: string): number {
  if (character < '\u0300') return 1;
  if (/\p{M}|\u200d|\ufe0f/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

const words = new Intl.Segmenter('en', { granularity: 'word' });
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cuts a line at a word so that it takes at most so many columns, the mark of the cut included. */
export function shorten(text: string, columnsMax: number): string {
  if (columnsOf(text) <= columnsMax) return text;
  const start = headOf(text, words, columnsMax - 1) || headOf(text, characters, columnsMax - 1);
  return `${trimEndOf(start, /[\s\p{P}]/u)}…`;
}

function headOf(text: string, segmenter: Intl.Segmenter, columnsMax: number): string {
  let head = '';
  let columns = 0;
  for (const { segment } of segmenter.segment(text)) {
    columns += columnsOf(segment);
    if (columns > columnsMax) break;
    head += segment;
  }
  return head.trim();
}

const strongRightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** The direction of a text by its first letter, as `dir=auto` finds it (UAX #9 P2, P3). */
export function directionOfText(text: string, otherwise: 'ltr' | 'rtl'): 'ltr' | 'rtl' {
  const letter = /\p{L}/u.exec(text)?.[0];
  if (letter === undefined) return otherwise;
  return strongRightToLeft.test(letter) ? 'rtl' : 'ltr';
}

/** What the owner is told by mail: once for each thing that happened. */
import { phrase, type Words, wordsFor } from '../edition/words.ts';

type NoticeKind = keyof Words['mail']['notice']['lines'];

export interface Notice {
  /** Names what happened: the same id is told once. */
  readonly id: string;
  readonly newsletterId: string;
  readonly kind: NoticeKind;
  /** What goes into the words. */
  readonly values: Readonly<Record<string, string>>;
  readonly at: number;
}

/** The notice in the newsletter's language, a paragraph each. */
export function noticeLines({ kind, values }: Notice, language: string): string[] {
  return [phrase(wordsFor(language).mail.notice.lines[kind], values)];
}

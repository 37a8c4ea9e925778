/** What the owner is told by mail: once for each thing that happened. */
import type { Notice, NoticeKind } from '../config/notice.ts';
import { phrase, wordsFor } from '../edition/words.ts';

/** The notice in the newsletter's language, a paragraph each. */
export function noticeLines({ kind, values }: Notice, language: string): string[] {
  const sentences: Readonly<Record<NoticeKind, string>> = wordsFor(language).mail.notice.lines;
  return [phrase(sentences[kind], values)];
}

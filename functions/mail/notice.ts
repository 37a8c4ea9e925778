/** What the owner is told by mail: once for each thing that happened. */
import type { Notice, NoticeKind } from '../config/notice.ts';
import { phrase, wordsFor } from '../edition/words.ts';
import { sesName } from './taker.ts';

/** The notice in the newsletter's language, a paragraph each; `url`: where its owner can act. */
export function noticeLines({ kind, values }: Notice, language: string, url?: string): string[] {
  const { lines, look } = wordsFor(language).mail.notice;
  const sentences: Readonly<Record<NoticeKind, string>> = lines;
  // A notice that an earlier release noted names no service: there was one alone.
  const said = phrase(sentences[kind], { service: sesName, ...values });
  return url === undefined ? [said] : [said, phrase(look, { url })];
}

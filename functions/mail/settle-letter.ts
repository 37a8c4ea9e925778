/** What SES reports about a letter settles it, whoever still waits for the answer. */
import type { LetterProgress } from '../subscriber/subscriber.ts';
import type { Report } from './event.ts';
import type { LetterBook, LetterKey } from './noted-letter.ts';

/** What was reported about which message. */
export interface LetterReport {
  readonly messageId: string;
  readonly report: Report;
}

/** A worker may take the row a step on in the same moment. */
const triesMax = 3;

/** Any event proves that SES accepted it; Reject proves that it will not be sent. */
export async function settleLetter(
  key: LetterKey,
  reported: LetterReport,
  { load, save }: LetterBook,
): Promise<void> {
  for (let tries = 0; tries < triesMax; tries++) {
    const letter = await load(key);
    if (letter === undefined) return;
    const { state } = letter.progress;
    if (state === 'submitted' || state === 'refused') return;
    if (await save(letter, settled(letter.progress, reported), undefined)) return;
  }
  throw new Error('The row of a letter changed again and again while its event settled it.');
}

function settled(progress: LetterProgress, { messageId, report }: LetterReport): LetterProgress {
  return report.kind === 'rejected'
    ? { ...progress, state: 'refused', reason: report.reason }
    : { ...progress, state: 'submitted', messageId };
}

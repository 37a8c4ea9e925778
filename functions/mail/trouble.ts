/**
 * What SES's answers say of all that is sent: whether it takes mail from us at all. A halt is told to
 * an owner once for each occurrence, and ends with the first message that SES accepts.
 */
import { type Notice, type NoticeValues, newNotice } from '../config/notice.ts';
import { endHalt, haltForTrouble, judgeUnclear, type Occurrence, type Suspects } from './halt.ts';
import type { Lease } from './pace.ts';
import type { PaceBook } from './pace-book.ts';
import type { Answer, SesAnswer } from './ses-answer.ts';

/** Where halts are kept, and who is told. */
export interface TroubleDeps {
  readonly pace: PaceBook;
  /** Notes a notice to the owner, once for each id. */
  readonly note: (notice: Notice) => Promise<unknown>;
  readonly now: () => number;
  /** Who takes our mail, as its owner knows it. */
  readonly service: string;
}

/** The message that an answer is about. */
export interface AnsweredMessage {
  readonly newsletterId: string;
  readonly editionId?: string;
  /** What may be poison, when nobody can read why SES refuses it. */
  readonly suspects: Suspects;
}

/** Watches the answers of one sender. */
export interface TroubleWatch {
  /** Is shown each lease: after a halt, one message is a trial for all. */
  readonly leased: (lease: Lease) => Lease;
  /** What the answer means for its message, after everybody's part in it was written down. */
  readonly heed: (answer: SesAnswer, message: AnsweredMessage) => Promise<Answer>;
}

/** Opens the watch of one sender, who sends one message at a time while it is on trial. */
export function openTroubleWatch({ pace, note, now, service }: TroubleDeps): TroubleWatch {
  const book = { ...pace, now };
  let isOnTrial = false;
  const tell = ({ since, reason }: Occurrence, { newsletterId }: AnsweredMessage) =>
    note(haltNotice({ since, values: { service, reason } }, newsletterId, now()));
  return {
    leased: (lease) => {
      isOnTrial = lease.kind === 'granted' && lease.refusedBefore !== undefined;
      return lease;
    },
    heed: async (answer, message) => {
      switch (answer.kind) {
        case 'submitted': {
          const ended = isOnTrial ? await endHalt(book) : undefined;
          isOnTrial = false;
          if (ended !== undefined) await tell(ended, message);
          return answer;
        }
        case 'halted':
          await tell(await haltForTrouble(answer.reason, book), message);
          return answer;
        case 'unclear': {
          const verdict = await judgeUnclear(answer.reason, message.suspects, book);
          if (verdict.kind === 'halted') {
            await tell(verdict, message);
            return { kind: 'halted', reason: answer.reason };
          }
          if (message.editionId !== undefined)
            await note(asideNotice({ service, reason: answer.reason }, message, now()));
          return { kind: 'refused', reason: wordsFor(answer.reason, verdict.times), kept: true };
        }
        default:
          return answer;
      }
    },
  };
}

function wordsFor(reason: string, times: number): string {
  return `it was refused ${times} times while other mail was accepted (${reason})`;
}

interface Halt extends Pick<Occurrence, 'since'> {
  readonly values: NoticeValues<'sendingHalted'>;
}

function haltNotice({ since, values }: Halt, newsletterId: string, at: number): Notice {
  const id = `sending-halted-${since}`;
  return newNotice({ id, newsletterId, kind: 'sendingHalted', values, at });
}

function asideNotice(
  why: NoticeValues<'sendingHalted'>,
  { newsletterId, editionId: edition = '' }: AnsweredMessage,
  at: number,
): Notice {
  const id = `set-aside-${edition}`;
  return newNotice({ id, newsletterId, kind: 'mailSetAside', values: { edition, ...why }, at });
}

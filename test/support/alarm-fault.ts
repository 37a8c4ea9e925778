/** The form of a fault that alarms have to ring for, and what is seen of it. */
import type { Door, QueueName } from '../../infra/cloud/door-names.ts';

/** What AWS would have counted; each call stands for the minute that it is made in. */
export interface Observed {
  readonly call: (door: Door, status?: 'success' | 'error' | 'timeout') => void;
  readonly log: (door: Door, event: string, facts?: Record<string, unknown>) => void;
  readonly oldest: (queue: QueueName, minutes: number) => void;
  readonly deadLetters: (queue: QueueName, count: number) => void;
  readonly siteErrors: (count: number) => void;
  readonly reputation: (rate: 'BounceRate' | 'ComplaintRate', value: number) => void;
}

/** The queues as the template has them. */
export interface QueueFacts {
  readonly worker: Door;
  /** Receipts until a message is dead. */
  readonly receiptsMax: number;
  readonly visibilitySeconds: number;
  readonly isFifo: boolean;
  /** The alarm on its dead letters. */
  readonly deadLetterAlarm: string;
}

export interface Ring {
  readonly alarm: string;
  /** When its reason is there, in minutes after the fault began. */
  readonly from: number;
  /** From then on; its text promises the same. */
  readonly withinMinutes: number;
}

export interface AlarmFault {
  readonly what: string;
  /** A second and third one is a consequence of the same fault, and comes later. */
  readonly rings: readonly Ring[];
  /** Who is not called at all while it lasts. */
  readonly silent?: readonly Door[];
  /** How the calls of a scheduled door end while it lasts; without a word, well. */
  readonly ends?: Partial<Record<Door, 'error' | 'timeout'>>;
  /** What happens in minute n after the fault began, besides; `clock` is the minute of the hour. */
  readonly minute?: (aws: Observed, n: number, clock: number) => void;
}

/** An alarm and the time that its text promises. */
export const ring = (alarm: string, withinMinutes: number, from = 0): Ring => ({
  alarm,
  from,
  withinMinutes,
});

/** The door sweep is called at these minutes, and says then what is late. */
export const isSweep = (clock: number) => clock % 5 === 2;
export const sayLate = (aws: Observed, what: string) => aws.log('sweep', 'late', { what });

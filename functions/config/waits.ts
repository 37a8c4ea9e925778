/**
 * How long each kind of work may stay open before somebody looks at it. All in milliseconds.
 */
import { dayMs, minuteMs } from './time.ts';

/** From a batch's row to its message in the queue. */
export const batchUnqueuedMs = minuteMs;
/** From a pending reader's row to its message in the queue. */
export const confirmationUnqueuedMs = 2 * minuteMs;
/** From the row of a letter or notice to its message in the queue. */
export const letterUnqueuedMs = 2 * minuteMs;
/** From a message in a queue to what it asks for: longer than a queue is, or a worker may take. */
export const queuedLostMs = 15 * minuteMs;
/** From one step of planning to the next. */
export const plannerDeadMs = 2 * minuteMs;
/** From one look at an edition that is being sent to the next. */
export const editionLookAgainMs = 15 * minuteMs;
/** From a message to SES's answer or event: after that it is tried once more. */
export const claimUnknownMs = 30 * minuteMs;
/** From a message to its event's place in the queue: SQS keeps order only about, and clocks differ. */
export const eventsBehindMs = 6 * minuteMs;
/**
 * From what came out of the queue of events to what was before it: it comes back after three minutes
 * when its worker died, and perhaps once more.
 */
export const eventsReturnMs = 15 * minuteMs;
/** From one tick of `sweep`, which asks how far events are, to the next. */
export const eventsAskedMs = 5 * minuteMs;
/** From a letter that somebody waits for, where a second one does no harm, to SES's answer or event. */
export const letterUnknownMs = 2 * minuteMs;
/** From a claim to its batch's end: after that any edition may take it over. */
export const claimAbandonedMs = dayMs;

/** Items: longer than a reader, or the owner, may pause. */
export const itemKeptMs = 400 * dayMs;

/** What SES reports, several messages of the queue at once. */
import { handleSideBySide, type QueueAnswer, type QueueEvent } from '../config/door.ts';
import type { Log } from '../config/log.ts';
import type { Submission } from '../subscriber/subscriber.ts';
import { type EventReading, readEvent, type SesEvent } from './event.ts';
import { isWrittenDown, type SettleEventDeps, settleEvent } from './settle-event.ts';

/** What heeding events needs. */
export interface HeedEventsDeps {
  /** Only what comes from this topic is heeded. */
  readonly topicArn: string;
  /** What each of these readers was last mailed, as it was a moment ago; one or the other may lack. */
  readonly glance: (subscriberIds: readonly string[]) => Promise<ReadonlyMap<string, Submission>>;
  readonly settle: SettleEventDeps;
  /** Takes off whose own address mail was received for; without it nothing is received. */
  readonly leave?: ((recipients: readonly string[]) => Promise<unknown>) | undefined;
  /** Everything that came out of the queue before the mark of this tick (ms) is heeded. */
  readonly hearMark: (tick: number) => Promise<void>;
}

/** So many readers at once: the table is what is waited for. */
const readersAtOnce = 16;

/** Applies each event; those of one reader in their order, those of different readers side by side. */
export async function heedEvents(
  { Records }: QueueEvent,
  log: Log,
  { topicArn, glance, settle, leave, hearMark }: HeedEventsDeps,
): Promise<QueueAnswer> {
  const readings = new Map(Records.map((one) => [one, readEvent(one.body, topicArn)]));
  const noted = await glance(openTo(readings.values())).catch(() => {
    // It only saves work: what it failed for, each event meets by itself.
    return new Map<string, Submission>();
  });
  const answer = await handleSideBySide(Records, log, {
    linesMax: readersAtOnce,
    lineOf: (record) => readerIn(readings.get(record)) ?? record.messageId,
    handle: async (record) => {
      const reading = readings.get(record);
      if (reading === undefined || isKnown(reading, noted)) return;
      if (reading.kind === 'event') {
        await settleEvent(reading.event, settle);
        return tellEvent(reading.event, log);
      }
      if (reading.kind === 'received') await leave?.(reading.recipients);
      if (reading.kind === 'ignored') log.info('event ignored', { reason: reading.reason });
    },
  });
  // What failed is still to come, so the mark says nothing then: the next one will.
  const tick = lastMark(readings.values());
  if (tick !== undefined && answer.batchItemFailures.length === 0) await hearMark(tick);
  return answer;
}

/** What SES says of which message, but not of which address, or in which words. */
function tellEvent({ key, messageId, report }: SesEvent, log: Log): void {
  const { kind: _, ...ids } = key ?? { kind: undefined };
  log.info('event heeded', { report: report.kind, messageId, ...ids });
}

function lastMark(readings: Iterable<EventReading>): number | undefined {
  const ticks = [...readings].flatMap((one) => (one.kind === 'mark' ? [one.tick] : []));
  return ticks.length === 0 ? undefined : Math.max(...ticks);
}

function readerIn(reading: EventReading | undefined): string | undefined {
  if (reading?.kind !== 'event') return undefined;
  const { key } = reading.event;
  return key === undefined || key.kind === 'notice' ? undefined : key.subscriberId;
}

/** Readers of editions of whom SES says that it took their mail. */
function openTo(readings: Iterable<EventReading>): string[] {
  const ids = [...readings].flatMap((reading) => {
    if (reading.kind !== 'event' || reading.event.report.kind !== 'sent') return [];
    const { key } = reading.event;
    return key?.kind === 'edition' ? [key.subscriberId] : [];
  });
  return [...new Set(ids)];
}

/** Nothing is left to be done: the sender has written down what this event says. */
function isKnown(reading: EventReading, noted: ReadonlyMap<string, Submission>): boolean {
  if (reading.kind !== 'event' || reading.event.report.kind !== 'sent') return false;
  const { key } = reading.event;
  return key?.kind === 'edition' && isWrittenDown(key, noted.get(key.subscriberId));
}

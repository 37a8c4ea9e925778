import { wrapEvent } from './envelope.ts';
import type { Origin, SesEvent } from './events.ts';
import type { Fault, FaultKind, Faults } from './faults.ts';

/** Hands events to the topic, with the faults that events meet on the way. */
export interface Outbox {
  /** Publishes the events of one message in their order, each as its faults have it. */
  readonly post: (events: readonly SesEvent[]) => Promise<void>;
  /** Publishes what was held back until now; call it when the local clock was moved. */
  readonly release: () => Promise<void>;
  /** Whether an event is on its way that nothing holds back. */
  readonly isPosting: () => boolean;
}

/** What becomes of a message that was accepted. */
export interface OutboxDeps extends Origin {
  readonly publish: (envelope: string) => void | Promise<void>;
  readonly faults: Faults;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Is told of an event that no queue takes, and that is lost by that. */
  readonly onError: (error: unknown) => void;
}

/** An event out of order is held until the next one has passed it, or this long. */
const reorderMs = 400;
const delayMs = 1_000;
/** A queue that does not take an event gets it again after this time, as SNS does. */
const retryMs = 500;
const retriesMax = 20;

/** Opens the way from SES to the event queue. */
export function openOutbox(deps: OutboxDeps): Outbox {
  let held: { readonly envelope: string; readonly dueAt: number }[] = [];
  let overtaken: string[] = [];
  const release = async (): Promise<void> => {
    const due = held.filter((entry) => entry.dueAt <= deps.now());
    held = held.filter((entry) => !due.includes(entry));
    for (const entry of due) await deliver(entry.envelope, deps);
  };
  const hold = (envelope: string, ms: number): void => {
    held.push({ envelope, dueAt: deps.now() + ms });
    void deps.sleep(ms).then(release);
  };
  const letPass = async (): Promise<void> => {
    const late = overtaken;
    overtaken = [];
    for (const envelope of late) await deliver(envelope, deps);
  };
  const postOne = async (event: SesEvent): Promise<void> => {
    const { copies, holdMs, reordered } = routeOf(event, deps.faults);
    for (let copy = 0; copy < copies; copy += 1) {
      const envelope = wrapEvent(event, deps.now(), deps);
      if (holdMs !== undefined) hold(envelope, holdMs);
      else if (reordered) overtaken.push(envelope);
      else await deliver(envelope, deps);
    }
    if (reordered) void deps.sleep(reorderMs).then(letPass);
    else if (copies > 0) await letPass();
  };
  let posts = 0;
  return {
    release,
    isPosting: () => posts > 0 || overtaken.length > 0,
    post: async (events) => {
      posts += 1;
      try {
        for (const event of events) await postOne(event);
      } finally {
        posts -= 1;
      }
    },
  };
}

interface Route {
  readonly copies: number;
  readonly holdMs?: number;
  readonly reordered: boolean;
}

function routeOf(event: SesEvent, faults: Faults): Route {
  const target = { recipients: event.mail.destination, eventType: event.eventType };
  const struck = (kind: FaultKind): Fault | undefined => faults.strike([kind], target);
  if (struck('drop-event') !== undefined) return { copies: 0, reordered: false };
  const copies = struck('duplicate-event') === undefined ? 1 : 2;
  const delay = struck('delay-event');
  if (delay !== undefined) return { copies, holdMs: delay.ms ?? delayMs, reordered: false };
  return { copies, reordered: struck('reorder-event') !== undefined };
}

async function deliver(envelope: string, deps: OutboxDeps): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deps.publish(envelope);
    } catch (error) {
      if (attempt === retriesMax) {
        return deps.onError(new Error('An event of SES is lost.', { cause: error }));
      }
      await deps.sleep(retryMs);
    }
  }
}

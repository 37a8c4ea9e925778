/**
 * How large a stack is: how many workers its queues have, what memory its doors have, and how many
 * requests its site takes, all within the Lambda executions that the account may run at once.
 */
import type { Door } from './door-names.ts';

/** How much an account may run at once: a new one, a usual one, a large one. */
export const scaleNames = ['new', 'normal', 'large'] as const;
/** One of `scaleNames`. */
export type ScaleName = (typeof scaleNames)[number];

/** A token bucket of API Gateway: so many requests a second on average, so many at once. */
export interface Throttle {
  readonly perSecond: number;
  readonly burst: number;
}

/** What belongs to a scale: workers, memory, and what the site takes. */
export interface Scale {
  /**
   * What the account may run at once, of all its functions together. A new account has 10 and can
   * reserve none of them; the quota grows to 1,000 with use, or when it is asked for
   * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
   */
  readonly accountConcurrency: number;
  /** Workers of each queue of lanes: fetch, send, confirmation. The digest queue has one. */
  readonly lanes: number;
  /** Workers of the event queue. SNS cannot write to FIFO, and other queues have 2 at the least. */
  readonly eventWorkers: number;
  readonly memoryMb: Readonly<Record<Door, number>>;
  /** What the site takes, besides one-click unsubscribing. */
  readonly site: Throttle;
  /**
   * What it takes of POSTs to unsubscribe: a bucket of their own, and a wide one. Whoever leaves is
   * never turned away here; an execution is kept for them, and mostly many more are free.
   */
  readonly unsubscribe: Throttle;
}

const memoryMb: Scale['memoryMb'] = {
  poll: 256,
  fetch: 512,
  digest: 1024,
  send: 512,
  events: 256,
  sweep: 256,
  web: 512,
  desk: 1024,
};

/** The scales by name. */
export const scales: Readonly<Record<ScaleName, Scale>> = {
  new: {
    accountConcurrency: 10,
    lanes: 1,
    eventWorkers: 2,
    memoryMb,
    site: { perSecond: 9, burst: 2 },
    unsubscribe: { perSecond: 20, burst: 20 },
  },
  normal: {
    accountConcurrency: 100,
    lanes: 4,
    eventWorkers: 4,
    memoryMb: { ...memoryMb, fetch: 1024, send: 1024, events: 512, web: 1024 },
    site: { perSecond: 50, burst: 40 },
    unsubscribe: { perSecond: 50, burst: 50 },
  },
  large: {
    accountConcurrency: 1_000,
    lanes: 16,
    eventWorkers: 16,
    // 1,769 MB is one whole processor (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
    memoryMb: { ...memoryMb, fetch: 1769, digest: 3008, send: 1769, events: 1024, web: 1769 },
    site: { perSecond: 500, burst: 500 },
    unsubscribe: { perSecond: 200, burst: 200 },
  },
};

/**
 * What a request is assumed to take: three times what the slowest page took as shipped, once its
 * instance was there. The first call of an instance takes longer, once in many minutes.
 */
const requestSeconds = 0.1;

/** Executions that are kept for people who leave. */
const executionsForLeavers = 1;

/** Executions that the workers of all queues and schedules take at most, together. */
function workersOf({ lanes, eventWorkers }: Scale): number {
  const laneQueues = 3;
  const digest = 1;
  // Their schedules never overlap.
  const pollAndSweep = 1;
  return laneQueues * lanes + digest + eventWorkers + pollAndSweep;
}

/**
 * Executions that a throttled route takes at most: in the time that one request takes, the bucket
 * lets in what it holds and what comes into it meanwhile.
 */
export function executionsOf({ perSecond, burst }: Throttle): number {
  return Math.floor(burst + perSecond * requestSeconds);
}

/** Executions that are left for browsing when all workers are at work and somebody leaves. */
export function executionsForSite(scale: Scale): number {
  return scale.accountConcurrency - workersOf(scale) - executionsForLeavers;
}

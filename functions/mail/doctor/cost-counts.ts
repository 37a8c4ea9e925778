/**
 * What a month's work asks for, counted on 2026-11-30 with the doors and engines of this repository.
 * This table is the one place to change when a count changes: tests hold it to what the doors ask
 * for, and README's figures to it.
 */
const minutesAMonth = 30 * 24 * 60;

/** For one of each; `processorMs` is milliseconds of one whole processor, `ms` of time. */
export const counted = {
  at: '2026-11-30',
  /**
   * A mail of an edition, with planning, claim, outcome, batch row and what SES reports of it.
   * Units and processor: `npm run bench -- mail`.
   */
  mail: {
    writes: 3.71,
    reads: 0.78,
    processorMs: 2.0,
    batchReaders: 50,
    /** Send; of a bounce or a complaint there are few. */
    events: 1,
    eventsACall: 10,
    /** Its outcome in the line of its batch, and a fiftieth of the lines of the batch. */
    logBytes: 120,
    /** Assumed: one reader in fifty opens a page of the site. */
    visits: 0.02,
    /** Assumed: a call is billed for its waiting, too, which is mostly beside the work of others. */
    billedTimes: 1.5,
  },
  /** A feed. Units: `npm run bench -- counts`. Processor: `npm run bench -- feeds` and `-- items`. */
  feed: {
    /** Assumed: two new items a day, for which a feed is asked every hour (schedule/interval.ts). */
    itemsADay: 2,
    pollsADay: 24,
    feedsAMessage: 40,
    poll: {
      reads: 1,
      processorMs: 2,
      /** Assumed: an answer takes 400 ms, and eight hosts are asked at once. */
      waitingMs: 50,
    },
    /** On top of its poll; it stands among twenty that are known. */
    newItem: { writes: 21, reads: 83, processorMs: 10 },
    /** The memory of the door at the scale `new`. */
    gb: 0.5,
    /** The line of a feed that has changed, and the item where it is stored and printed. */
    logBytes: 450,
  },
  /** Clocks, when nothing is due. Units: `npm run bench -- counts`. Time is assumed: a few calls. */
  ticks: {
    digest: { aMonth: minutesAMonth, reads: 2, writes: 0, ms: 60, gb: 1 },
    poll: { aMonth: minutesAMonth / 5, reads: 15, writes: 1, ms: 300, gb: 0.25 },
    sweep: { aMonth: minutesAMonth / 5, reads: 9, writes: 0, ms: 150, gb: 0.25 },
  },
  /**
   * Lambda asks an empty queue by long polling, three times a minute for each poller. It begins with
   * five and goes down to two when there is little to do, unless the mapping has a limit of its own
   * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html).
   */
  queues: {
    fifo: 4,
    standard: 1,
    pollers: 2,
    pollersLimited: 5,
    pollsAMinute: 3,
    /** Requests for each message: ten go in at once, one comes out at a time. */
    send: 0.1,
    receiveAndDelete: 2,
    /** Of the queue of events. */
    receivedAtOnce: 10,
  },
  /**
   * As the template declares them: the secrets are the keys of links and of hashes. Assumed: the owner
   * looks at the dashboard three times a day, and each of its queries reads a third of a day's logs.
   */
  watching: {
    ...{ alarms: 10, metrics: 2, secrets: 2, dashboards: 1 },
    queries: { each: 4, looksADay: 3, partOfDay: 1 / 3 },
  },
  /** Bytes of rows with what their indexes repeat, and for how many days they are kept. */
  kept: {
    reader: { bytes: 1_500 },
    item: { bytes: 3_100, days: 400 },
    /** All names of an item. */
    seen: { bytes: 900, days: 800 },
    /** Its share of the batch row. */
    mail: { bytes: 60, days: 400 },
  },
};

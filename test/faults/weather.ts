/** The classes of faults, as data: what may go wrong in a trial, and how often. */

/** What SES does with one call for a message, as our endpoint names its faults. */
export type SesFault =
  | 'throttle'
  | 'reject'
  | 'error-500-before'
  | 'reset-before'
  | 'accept-then-reset'
  | 'accept-then-stall'
  | 'error-500-after';

/** Probabilities are from 0 to 1, for each call, message or event that they are about. */
export interface Weather {
  readonly name: string;
  /** A process dies at a call, before it is made or before its answer is read. */
  readonly die?: number;
  /** Whoever dies has stood still until its time was up, before the call or before its answer. */
  readonly timesOut?: true;
  /** One process of the trial dies at one named point: each in turn, trial after trial. */
  readonly aimed?: true;
  readonly ses?: Readonly<Partial<Record<SesFault, number>>>;
  /** The daily quota is used up after this share of the messages of a day. */
  readonly quotaShare?: number;
  /** The account may not send for some hours, or for so many days. */
  readonly accountPaused?: true;
  /** SES refuses every call for some hours of a day, each time in other words. */
  readonly accountTrouble?: true;
  /** Share of the addresses to which SES never takes a message, in words that nobody knows. */
  readonly poison?: number;
  /** Share of the readers whose row is damaged at some time, and mended later. */
  readonly malformed?: number;
  readonly haltedDays?: number;
  /** The table answers that its throughput is used up. */
  readonly tableThrottle?: number;
  /** A call is carried out, and its answer lost. */
  readonly answerLost?: number;
  /** SQS takes some messages of a call, and refuses the others. */
  readonly queueRefusal?: number;
  /** A message goes to two to ten workers at once. */
  readonly twins?: number;
  /** A message that was done with comes once more. */
  readonly again?: number;
  /** A message comes up to a quarter of an hour late. */
  readonly late?: number;
  /** A worker stands still at a call while another takes its message and ends it. */
  readonly overtaken?: number;
  /** Clocks of processes differ by up to so much. */
  readonly skewMs?: number;
  /** At some moment of its life the clock of a process goes back by up to so much. */
  readonly clockBackMs?: number;
  /** A tick comes late, twice, or not at all. */
  readonly ticks?: number;
  /** Ticks come in one of so many stretches of five minutes. */
  readonly stretchEach?: number;
  readonly events?: EventFaults;
  /** Nobody works off the queue of events for so long, each day from seven on. */
  readonly eventBacklogMs?: number;
  /** Share of the readers who do something at the worst moment. */
  readonly people?: number;
  /** Share of the readers who cause letters: they ask for their link, leave and come back. */
  readonly letters?: number;
  /** Share of the readers who move to another address, on the first day. */
  readonly moves?: number;
  /** So many sign up besides for each reader there is. */
  readonly signUps?: number;
  /** Share of the readers whose cursor moves between being frozen and their turn, each time anew. */
  readonly stragglers?: number;
  /** The owner pauses sending, forgets the postal address, releases or drops what was held. */
  readonly owner?: true;
  /** Share of the calls of doors at which the owner holds, releases or drops an edition. */
  readonly holds?: number;
  /** The owner wants to see editions before they go. */
  readonly sending?: 'veto' | 'approval';
  /** They stop what they see, and let it go, again and again. */
  readonly stops?: true;
  /** Whoever plans the editions of one segment dies of it, every time. */
  readonly killer?: true;
  /** On the second morning former code is replaced, process by process, while an edition goes out. */
  readonly deployment?: true;
  /** Share of the messages that bounce, for good or for now, or bring a complaint. */
  readonly bounces?: number;
}

export interface EventFaults {
  readonly drop?: number;
  readonly duplicate?: number;
  readonly delay?: number;
  readonly delayMs?: number;
  /** A forged or unreadable message besides. */
  readonly forge?: number;
}

const minuteMs = 60_000;
/** SES in all its moods, where nothing is accepted twice of what it answers. */
const moody: Weather['ses'] = {
  throttle: 0.05,
  'accept-then-reset': 0.15,
  'error-500-before': 0.08,
  'error-500-after': 0.05,
};
/** All but the last of it is known before an unknown answer is tried again. */
const mildEvents: EventFaults = { duplicate: 0.3, delay: 0.3, delayMs: 20 * minuteMs, forge: 0.1 };

/** Every class, by the rows of the fault table: process, SES, delivery, table, events, people. */
export const weathers: readonly Weather[] = [
  { name: 'calm' },
  { name: 'kill', die: 0.004, aimed: true, bounces: 0.02, people: 0.1, ses: { throttle: 0.01 } },
  { name: 'kill-events-lost', die: 0.01, events: { drop: 1 } },
  { name: 'ses-accept-then-reset', ses: { 'accept-then-reset': 0.15 } },
  { name: 'ses-accept-then-stall', ses: { 'accept-then-stall': 0.1 } },
  {
    name: 'ses-5xx',
    ses: { 'error-500-before': 0.08, 'reset-before': 0.05, 'error-500-after': 0.08 },
  },
  { name: 'ses-throttle', ses: { throttle: 0.3 } },
  { name: 'ses-quota', quotaShare: 0.5 },
  { name: 'ses-refusal', ses: { reject: 0.01 }, accountPaused: true },
  { name: 'account-trouble', accountTrouble: true, poison: 0.03 },
  { name: 'malformed-row', malformed: 0.2, twins: 0.1 },
  { name: 'duplicates', twins: 0.5, again: 0.3 },
  { name: 'late', late: 0.4, overtaken: 0.01, ticks: 0.3, skewMs: 5 * minuteMs },
  { name: 'timed-out', die: 0.006, timesOut: true, twins: 0.2, ses: { throttle: 0.02 } },
  {
    name: 'clock-back',
    clockBackMs: 10 * minuteMs,
    skewMs: minuteMs,
    twins: 0.2,
    overtaken: 0.005,
    ses: { 'accept-then-reset': 0.05, throttle: 0.02 },
    people: 0.2,
  },
  { name: 'table-throttle', tableThrottle: 0.2 },
  { name: 'answers-lost', answerLost: 0.1, queueRefusal: 0.1 },
  { name: 'events', events: { ...mildEvents }, ses: { 'accept-then-reset': 0.1 }, bounces: 0.05 },
  {
    name: 'events-lost',
    events: { drop: 0.3, duplicate: 0.1, delay: 0.2, delayMs: 60 * minuteMs },
    ses: { 'accept-then-reset': 0.1 },
  },
  {
    name: 'events-late',
    events: { delay: 0.5, delayMs: 120 * minuteMs, duplicate: 0.2 },
    ses: { 'accept-then-reset': 0.15 },
    people: 0.5,
  },
  {
    name: 'event-backlog',
    eventBacklogMs: 180 * minuteMs,
    ses: { 'accept-then-reset': 0.1 },
    die: 0.002,
    letters: 0.3,
    bounces: 0.02,
  },
  { name: 'people', people: 0.6, ses: { 'accept-then-reset': 0.05 } },
  {
    name: 'straggler-flood',
    stragglers: 0.7,
    die: 0.004,
    twins: 0.2,
    ses: { 'accept-then-reset': 0.05 },
    people: 0.1,
  },
  { name: 'owner', owner: true, people: 0.2, ses: { 'accept-then-reset': 0.05 }, die: 0.002 },
  { name: 'letters', letters: 0.6, people: 0.3, die: 0.002, ses: moody, events: { ...mildEvents } },
  {
    name: 'confirmations',
    signUps: 1,
    die: 0.002,
    ses: moody,
    events: { ...mildEvents },
    accountPaused: true,
    owner: true,
  },
  {
    name: 'halted-for-days',
    haltedDays: 15,
    stretchEach: 12,
    signUps: 0.5,
    letters: 0.3,
    bounces: 0.02,
  },
  {
    name: 'moved-before-bounce',
    moves: 0.6,
    bounces: 0.3,
    events: { delay: 0.8, delayMs: 180 * minuteMs, duplicate: 0.2 },
  },
  {
    name: 'hold-and-release',
    holds: 0.01,
    die: 0.002,
    people: 0.1,
    twins: 0.2,
    ses: { 'accept-then-reset': 0.05 },
  },
  {
    name: 'veto',
    sending: 'veto',
    die: 0.003,
    people: 0.1,
    twins: 0.2,
    ses: { 'accept-then-reset': 0.05 },
  },
  {
    name: 'stop',
    sending: 'veto',
    stops: true,
    die: 0.002,
    people: 0.1,
    twins: 0.2,
    ses: { 'accept-then-reset': 0.05 },
  },
  { name: 'killer-edition', killer: true, die: 0.001, people: 0.1 },
  { name: 'deployment', deployment: true, die: 0.002, people: 0.2, twins: 0.2, bounces: 0.02 },
  { name: 'bounces', bounces: 0.3, events: { duplicate: 0.2, delay: 0.2, delayMs: 5 * minuteMs } },
  {
    name: 'storm',
    aimed: true,
    owner: true,
    die: 0.002,
    ses: { throttle: 0.03, 'accept-then-reset': 0.03, 'error-500-before': 0.02 },
    tableThrottle: 0.02,
    answerLost: 0.02,
    queueRefusal: 0.02,
    twins: 0.2,
    again: 0.1,
    late: 0.1,
    overtaken: 0.002,
    ticks: 0.1,
    skewMs: minuteMs,
    events: mildEvents,
    people: 0.3,
    bounces: 0.02,
  },
];

/**
 * What a look at an installation finds. The list: each kind says what it is about, whether that is
 * fine, and which values its words have places for. The words themselves are of whoever shows them.
 */

/** What is looked at, in the order in which it is told. */
export const subjects = [
  'dkim',
  'mailFromMx',
  'mailFromSpf',
  'dmarc',
  'inboundMx',
  'identity',
  'sandbox',
  'quota',
  'suppression',
  'reputation',
  'sending',
  'returns',
  'events',
  'eventPath',
  'schedules',
  'late',
  'queues',
  'deadLetters',
  'errors',
  'feeds',
  'editions',
  'secret',
  'clock',
  'drift',
  'concurrency',
  'timeouts',
  'spend',
] as const;
/** One of `subjects`. */
export type Subject = (typeof subjects)[number];

/**
 * `wrong`: its owner has something to do. `unseen`: it could not be looked up, so nobody knows.
 * `elsewhere`: there is no such thing here, or it was not asked for.
 */
export type State = 'fine' | 'wrong' | 'unseen' | 'elsewhere';

interface Kind {
  /** Of any subject when there is none. */
  readonly about?: Subject;
  readonly state: State;
  readonly values: readonly string[];
}

const fine = <const V extends readonly string[]>(about: Subject, ...values: V) =>
  ({ about, state: 'fine', values }) as const;
const wrong = <const V extends readonly string[]>(about: Subject, ...values: V) =>
  ({ about, state: 'wrong', values }) as const;
const unseen = <const V extends readonly string[]>(...values: V) =>
  ({ state: 'unseen', values }) as const;
const elsewhere = { state: 'elsewhere', values: [] } as const;

/** Every kind of diagnosis by its name. */
export const diagnosisKinds = {
  dkimFine: fine('dkim', 'count'),
  dkimMissing: wrong('dkim', 'name', 'wanted'),
  dkimOther: wrong('dkim', 'name', 'found', 'wanted'),
  mailFromMxFine: fine('mailFromMx', 'name'),
  mailFromMxMissing: wrong('mailFromMx', 'name', 'wanted'),
  mailFromMxOther: wrong('mailFromMx', 'name', 'found', 'wanted'),
  spfFine: fine('mailFromSpf', 'name'),
  spfMissing: wrong('mailFromSpf', 'name'),
  spfDoubled: wrong('mailFromSpf', 'name', 'count'),
  spfOther: wrong('mailFromSpf', 'name', 'found'),
  dmarcFine: fine('dmarc', 'name', 'policy'),
  dmarcMissing: wrong('dmarc', 'name'),
  dmarcDoubled: wrong('dmarc', 'name', 'count'),
  dmarcUnreadable: wrong('dmarc', 'name', 'found'),
  dmarcStrict: wrong('dmarc', 'name', 'mailFrom'),
  inboundFine: fine('inboundMx', 'name'),
  inboundMissing: wrong('inboundMx', 'name', 'wanted'),
  inboundOther: wrong('inboundMx', 'name', 'found', 'wanted'),
  inboundInactive: wrong('inboundMx', 'name'),
  identityFine: fine('identity', 'domain'),
  identityMissing: wrong('identity', 'domain'),
  identityUnverified: wrong('identity', 'domain', 'status'),
  identityUnsigned: wrong('identity', 'domain'),
  mailFromUnverified: wrong('identity', 'name', 'status'),
  sandboxLeft: fine('sandbox'),
  sandboxed: wrong('sandbox'),
  quotaFine: fine('quota', 'sent', 'most', 'rate'),
  quotaUnlimited: fine('quota', 'sent', 'rate'),
  quotaNear: wrong('quota', 'sent', 'most', 'rate'),
  suppressionFine: fine('suppression'),
  suppressionLacks: wrong('suppression', 'reasons'),
  reputationFine: fine('reputation', 'bounces', 'complaints'),
  reputationUncounted: fine('reputation'),
  bouncesHigh: wrong('reputation', 'bounces'),
  complaintsHigh: wrong('reputation', 'complaints'),
  accountReviewed: wrong('reputation', 'status'),
  sendingOn: fine('sending'),
  sendingPaused: wrong('sending', 'reason'),
  sendingHalted: wrong('sending', 'service', 'reason'),
  sendingStopped: wrong('sending'),
  mailboxFine: fine('returns', 'host'),
  mailboxFailing: wrong('returns', 'host', 'minutes', 'reason'),
  mailboxOfOriginal: wrong('returns', 'host'),
  returnsHanded: fine('returns', 'days'),
  returnsNever: wrong('returns'),
  eventsFine: fine('events', 'set'),
  setMissing: wrong('events', 'set'),
  setStopped: wrong('events', 'set'),
  eventsElsewhere: wrong('events', 'set'),
  eventsOff: wrong('events', 'set'),
  eventsLack: wrong('events', 'set', 'types'),
  eventPathFine: fine('eventPath', 'seconds'),
  trialUnmailed: wrong('eventPath', 'mailbox', 'reason'),
  trialUnheard: wrong('eventPath', 'reports', 'seconds'),
  schedulesFine: fine('schedules', 'minutes'),
  scheduleStill: wrong('schedules', 'schedule', 'minutes'),
  scheduleNever: wrong('schedules', 'schedule'),
  nothingLate: fine('late'),
  workLate: wrong('late', 'what', 'count', 'since'),
  queuesFine: fine('queues'),
  queueOld: wrong('queues', 'queue', 'minutes'),
  deadLettersNone: fine('deadLetters'),
  deadLettersWait: wrong('deadLetters', 'queue', 'count'),
  errorsNone: fine('errors'),
  doorFailed: wrong('errors', 'door', 'count', 'at', 'words'),
  feedsFine: fine('feeds', 'count'),
  feedsHeld: wrong('feeds', 'count'),
  feedsFailing: wrong('feeds', 'count'),
  editionsFine: fine('editions'),
  editionsHeld: wrong('editions', 'count'),
  secretFine: fine('secret', 'days'),
  secretUndated: fine('secret'),
  secretOld: wrong('secret', 'days'),
  secretUnreadable: wrong('secret'),
  clockFine: fine('clock'),
  clockOff: wrong('clock', 'seconds', 'direction'),
  driftNone: fine('drift'),
  drifted: wrong('drift', 'resources'),
  concurrencyFine: fine('concurrency', 'left', 'limit'),
  concurrencyLow: wrong('concurrency', 'limit', 'needed'),
  concurrencyUsed: wrong('concurrency', 'peak', 'limit'),
  doorThrottled: wrong('concurrency', 'door', 'count'),
  timeoutsFine: fine('timeouts', 'door', 'percent'),
  timeoutsIdle: fine('timeouts'),
  timeoutNear: wrong('timeouts', 'door', 'seconds', 'timeout'),
  spendFine: fine('spend', 'spent', 'expected'),
  spendHigh: wrong('spend', 'spent', 'expected'),
  noRight: unseen('right'),
  notReached: unseen('words'),
  notAnswered: unseen('words'),
  outputMissing: unseen('name'),
  onThisMachine: elsewhere,
  reportedBySes: elsewhere,
  notReceiving: elsewhere,
  noMailFrom: elsewhere,
  ownDkimKey: elsewhere,
  ownRelay: elsewhere,
  leftOut: elsewhere,
  noNewsletter: elsewhere,
} as const satisfies Readonly<Record<string, Kind>>;

/** The name of a kind. */
export type DiagnosisKind = keyof typeof diagnosisKinds;
type OfState<S extends State> = {
  [K in DiagnosisKind]: (typeof diagnosisKinds)[K]['state'] extends S ? K : never;
}[DiagnosisKind];

/** What goes into the words of a kind, by name. */
export type DiagnosisValues<K extends DiagnosisKind> = Readonly<
  Record<(typeof diagnosisKinds)[K]['values'][number], string | number>
>;

/** One fact of an installation, and whether it is fine. */
export interface Diagnosis {
  readonly about: Subject;
  readonly state: State;
  readonly kind: DiagnosisKind;
  readonly values: Readonly<Record<string, string | number>>;
}

type Judged = OfState<'fine' | 'wrong'>;

/** A diagnosis with all the values that its words have places for. */
export function diagnose<K extends Judged>(kind: K, values: DiagnosisValues<K>): Diagnosis {
  const { about, state } = diagnosisKinds[kind];
  return { about, state, kind, values };
}

/** Why a fact is not known. */
export type Unseen = {
  [K in OfState<'unseen'>]: { readonly kind: K; readonly values: DiagnosisValues<K> };
}[OfState<'unseen'>];

/** What a look at something brought: the fact, why it could not be seen, or why there is none. */
export type Look<Fact> =
  | { readonly kind: 'seen'; readonly fact: Fact }
  | { readonly kind: 'unseen'; readonly why: Unseen }
  | { readonly kind: 'elsewhere'; readonly why: OfState<'elsewhere'> };

/** The fact judged, or the diagnosis that it is not known. */
export function judged<Fact>(
  about: Subject,
  look: Look<Fact>,
  judge: (fact: Fact) => readonly Diagnosis[],
): readonly Diagnosis[] {
  switch (look.kind) {
    case 'seen':
      return judge(look.fact);
    case 'unseen':
      return [{ about, state: 'unseen', ...look.why }];
    case 'elsewhere':
      return [{ about, state: 'elsewhere', kind: look.why, values: {} }];
  }
}

/** Whether its owner has nothing to do; what is not known is something to do, too. */
export function isWell({ state }: Diagnosis): boolean {
  return state === 'fine' || state === 'elsewhere';
}

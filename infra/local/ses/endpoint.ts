/**
 * Our stand-in for SES: the v1 query API as SES answers it, with its limits, its words and, when
 * asked for, its faults. It accepts mail and delivers it to a mailbox on this machine, never to
 * anyone else.
 */
import { minuteMs } from '../../../functions/config/time.ts';
import type { Account } from './account.ts';
import { admission, withDefaultSet } from './admission.ts';
import { fail, type Outcome, type Refusal, refusal, succeed } from './answer.ts';
import { eventsOf, type Origin } from './events.ts';
import { carriesTestVirus, type Fate, fateOf, suppressedFates } from './fates.ts';
import type { Fault, FaultKind, Faults } from './faults.ts';
import { decodeWords, headerValue, readHead } from './headers.ts';
import { regionOf, sesId, uuidOf } from './ids.ts';
import type { Accepted, Mailbox } from './mailbox.ts';
import type { Outbox } from './outbox.ts';
import { broken, callsTooFast, unsigned, wordsOf } from './refusals.ts';
import { stampMessage } from './stamp.ts';
import { statistics } from './statistics.ts';
import { readSubmission, type SendAction, type Submission } from './submission.ts';
import type { SuppressionList } from './suppression-list.ts';
import { callerTroubles, troubleKinds } from './troubles.ts';

/** What the endpoint of SES works on. */
export interface EndpointDeps extends Origin {
  readonly mailbox: Mailbox;
  readonly account: Account;
  readonly suppressionList: SuppressionList;
  readonly faults: Faults;
  readonly outbox: Outbox;
  /** Counts what becomes of mail, by the type of the event. */
  readonly count?: (eventType: string) => void;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Answers requests of the SES v1 query API. */
export function sesEndpoint(deps: EndpointDeps): (request: Request) => Promise<Outcome> {
  return async (request) => {
    if (request.headers.get('authorization') === null) return refuse(unsigned, deps);
    const form = new URLSearchParams(await request.text());
    const action = form.get('Action') ?? '';
    if (action === 'SendRawEmail' || action === 'SendEmail') return send(action, form, deps);
    const answerTo = otherCalls.get(action);
    if (answerTo === undefined) return refuse(noSuchAction(action), deps);
    const trouble = deps.faults.strike(callerTroubles, { recipients: [] });
    if (trouble !== undefined) {
      return refuse(wordsOf(trouble, [], regionOf(deps.topicArn)), deps);
    }
    if (!deps.account.admitCall(action)) return refuse(callsTooFast, deps);
    return answer(succeed(action, answerTo(form, deps), requestId(deps)));
  };
}

/** Publishes again what happened to messages since an instant: after a restart, as SNS would. */
export async function republish(since: number, deps: EndpointDeps): Promise<void> {
  const recent = deps.mailbox.all().filter((message) => message.at >= since);
  for (const message of recent) {
    const raw = await deps.mailbox.raw(message.id);
    if (raw === undefined || !message.publishes) continue;
    await deps.outbox.post(eventsOf(message, readHead(raw), deps));
  }
}

async function send(
  action: SendAction,
  form: URLSearchParams,
  deps: EndpointDeps,
): Promise<Outcome> {
  const read = await readSubmission(action, form);
  if (read.kind === 'refused') return refuse(read.why, deps);
  const submission = withDefaultSet(read.submission, deps.account.settings());
  const region = regionOf(deps.topicArn);
  const target = { recipients: submission.destinations };
  const early = deps.faults.strike(earlyKinds, target);
  if (early?.kind === 'reset-before') return { kind: 'reset' };
  if (early !== undefined) return refuse(wordsOf(early, target.recipients, region), deps);
  const slow = deps.faults.strike(['slow'], target);
  if (slow !== undefined) await deps.sleep(slow.ms ?? slowMs);
  const why = admission(submission, deps.account, region);
  if (why !== undefined) return refuse(why, deps);
  const id = accept(submission, deps);
  const response = succeed(action, `<MessageId>${id}</MessageId>`, requestId(deps));
  return lateOutcome(deps.faults.strike(lateKinds, target), response, deps);
}

const earlyKinds: readonly FaultKind[] = [
  'throttle',
  'quota',
  'reject',
  'pause',
  'mail-from',
  ...troubleKinds,
  'error-500-before',
  'reset-before',
];
const lateKinds: readonly FaultKind[] = [
  'accept-then-reset',
  'accept-then-stall',
  'error-500-after',
];
const slowMs = 1_000;
const stallMs = minuteMs;

function lateOutcome(fault: Fault | undefined, response: Response, deps: EndpointDeps): Outcome {
  if (fault === undefined) return answer(response);
  if (fault.kind === 'accept-then-reset') return { kind: 'reset' };
  if (fault.kind === 'accept-then-stall') {
    return { kind: 'stall', ms: fault.ms ?? stallMs, response };
  }
  return refuse(broken(fault), deps);
}

/** Takes the message: stamps it, keeps it, and reports what became of it. */
function accept(submission: Submission, deps: EndpointDeps): string {
  const { raw, head, publishable, from: _from, senders: _senders, ...envelope } = submission;
  const at = deps.now();
  const id = sesId(at, deps.randomId());
  const stamped = stampMessage(raw, head, { messageId: `${id}@${mailHost(deps)}`, at });
  const message: Accepted = {
    ...envelope,
    id,
    at,
    fates: fatesOf(submission, deps),
    publishes: publishable && submission.configurationSet !== undefined,
    subject: decodeWords(headerValue(head, 'Subject') ?? ''),
    bytesIn: raw.length,
    bytes: stamped.length,
  };
  deps.mailbox.keep(message, stamped);
  deps.suppressionList.learn(message);
  const events = eventsOf(message, head, deps);
  for (const { eventType } of events) deps.count?.(eventType);
  if (message.publishes) void deps.outbox.post(events);
  return id;
}

function fatesOf(
  { raw, destinations, configurationSet }: Submission,
  { faults, suppressionList }: EndpointDeps,
): Fate[] {
  const infected = carriesTestVirus(raw);
  return destinations.map((address) => {
    if (infected) return 'rejected';
    // Also of mail that is held back: a fault that was switched on for it would strike a later one.
    const struck = faults.strike(['fate'], { recipients: [address] })?.fate;
    const reason = suppressionList.reasonFor(address, configurationSet);
    return reason === undefined ? (struck ?? fateOf(address)) : suppressedFates[reason];
  });
}

type Call = (form: URLSearchParams, deps: EndpointDeps) => string;

const getSendQuota: Call = (_, { account }) => {
  const { max24HourSend, maxSendRate } = account.quota();
  return (
    `<Max24HourSend>${max24HourSend.toFixed(1)}</Max24HourSend>` +
    `<MaxSendRate>${maxSendRate.toFixed(1)}</MaxSendRate>` +
    `<SentLast24Hours>${account.sentLast24Hours().toFixed(1)}</SentLast24Hours>`
  );
};

const getAccountSendingEnabled: Call = (_, { account }) =>
  `<Enabled>${account.settings().sendingEnabled}</Enabled>`;

const updateAccountSendingEnabled: Call = (form, { account }) => {
  account.change({ sendingEnabled: form.get('Enabled') === 'true' });
  return '';
};

const getSendStatistics: Call = (_, { mailbox, now }) => statistics(mailbox.all(), now());

const otherCalls: ReadonlyMap<string, Call> = new Map([
  ['GetSendQuota', getSendQuota],
  ['GetAccountSendingEnabled', getAccountSendingEnabled],
  ['UpdateAccountSendingEnabled', updateAccountSendingEnabled],
  ['GetSendStatistics', getSendStatistics],
]);

function noSuchAction(action: string): Refusal {
  if (action === '')
    return refusal('MissingAction', 'The request must contain the parameter Action');
  const message = `Could not find operation ${action} for version 2010-12-01`;
  return refusal('InvalidAction', message);
}

function mailHost({ topicArn }: EndpointDeps): string {
  const region = regionOf(topicArn);
  return `${region === 'us-east-1' ? 'email' : region}.amazonses.com`;
}

function requestId({ randomId }: EndpointDeps): string {
  return uuidOf(randomId());
}

function answer(response: Response): Outcome {
  return { kind: 'answer', response };
}

function refuse(why: Refusal, deps: EndpointDeps): Outcome {
  return answer(fail(why, requestId(deps)));
}

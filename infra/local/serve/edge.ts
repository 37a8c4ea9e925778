/**
 * SES's query API in front of an SMTP relay: the doors submit as they do to SES, at the same pace, and
 * are answered in SES's words. A relay reports nothing afterwards; so what SES would report of its
 * acceptance, the event "Send", is made here from the durable line of the log. A mail is known by its
 * ledger key: what the relay has taken is never handed to it again, whoever asks.
 */
import { createHash, createHmac } from 'node:crypto';
import type { Account } from '../ses/account.ts';
import { admission } from '../ses/admission.ts';
import { fail, type Outcome, type Refusal, refusal, succeed } from '../ses/answer.ts';
import { regionOf, uuidOf } from '../ses/ids.ts';
import { callsTooFast, unsigned } from '../ses/refusals.ts';
import { stampMessage } from '../ses/stamp.ts';
import { readSubmission, type Submission } from '../ses/submission.ts';
import type { Relay } from './relay.ts';
import {
  againSoon,
  deferredTooOften,
  judgeReply,
  lostOnTheWay,
  outOfReach,
  type RelayAnswer,
} from './reply.ts';
import { type ReportDeps, report, sent, undeliverable } from './reports.ts';
import type { SentLog, SentMail } from './sent-log.ts';

/** What the edge works on. */
export interface EdgeDeps extends ReportDeps {
  readonly relay: Relay;
  readonly log: SentLog;
  readonly account: Account;
  /** Signs the ids of mails: nobody can make one up. */
  readonly secret: string;
  /** Bounces come to it, with `+ID` behind its local part. */
  readonly bounceAddress: string;
}

/** The edge: it answers requests, and tells whether mails are on their way. */
export interface Edge {
  readonly answer: (request: Request) => Promise<Outcome>;
  readonly isBusy: () => boolean;
}

/** A reader's server may ask for patience so often; then the others' edition is not kept up. */
const deferralsMax = 5;
const deferralsKept = 10_000;

/** Opens the edge. */
export function openEdge(deps: EdgeDeps): Edge {
  const underWay = new Map<string, Promise<Outcome>>();
  const deferrals = new Map<string, number>();
  const handOver = async (submission: Submission, id: string): Promise<Outcome> => {
    const known = deps.log.standing(id);
    // Its answer was lost, or the table is older than the log.
    if (known === 'accepted') return accepted(id, deps);
    const why = admission(submission, deps.account, regionOf(deps.topicArn));
    if (why !== undefined) return refuse(why, deps);
    return submit(submission, id, deferrals, deps);
  };
  return {
    isBusy: () => underWay.size > 0,
    answer: async (request) => {
      if (request.headers.get('authorization') === null) return refuse(unsigned, deps);
      const form = new URLSearchParams(await request.text());
      const action = form.get('Action') ?? '';
      if (action !== 'SendRawEmail') return otherCall(action, deps);
      const read = await readSubmission(action, form);
      if (read.kind === 'refused') return refuse(read.why, deps);
      const { submission } = read;
      if (submission.destinations.length !== 1) return refuse(oneEach, deps);
      const id = idOf(submission, deps);
      // Who asks again while it is under way gets the same answer.
      const running = underWay.get(id) ?? handOver(submission, id);
      underWay.set(id, running);
      return copyOf(await running.finally(() => underWay.delete(id)));
    },
  };
}

const oneEach = refusal('InvalidParameterValue', 'Recipient count exceeds 1.');

/** A response can be read once, and two may have asked. */
function copyOf(outcome: Outcome): Outcome {
  return outcome.kind === 'answer' ? { ...outcome, response: outcome.response.clone() } : outcome;
}

/**
 * By what the mail is: the same edition for the same reader, the same letter, is the same mail. Small
 * letters only, as servers on the way may change them in an address.
 */
function idOf({ tags }: Submission, { secret, randomId }: EdgeDeps): string {
  const { edition, subscriber, confirmation, letter, notice } = tags;
  const parts = [edition, confirmation, letter, notice].some(Boolean)
    ? ['mail', edition, confirmation, letter, notice, subscriber]
    : ['other', randomId()];
  const key = parts.map((part) => part ?? '').join('/');
  return createHmac('sha256', secret).update(`paperboy/relay/${key}`).digest('hex').slice(0, 32);
}

/** What everybody may see of it, in replies too: who knows the id itself can send the mail back. */
function shownId(id: string): string {
  return createHash('sha256').update(`paperboy/shown/${id}`).digest('hex').slice(0, 32);
}

async function submit(
  submission: Submission,
  id: string,
  deferrals: Map<string, number>,
  deps: EdgeDeps,
): Promise<Outcome> {
  const { source, destinations, configurationSet = '', tags, raw, head } = submission;
  const [to = ''] = destinations;
  const at = deps.now();
  const mail: SentMail = { id, at, to, source, tags, configurationSet };
  const [name = '', domain = ''] = deps.bounceAddress.split('@');
  const stamped = stampMessage(raw, head, { messageId: `${shownId(id)}@${domain}`, at });
  deps.log.begin(mail);
  const answer = await deps.relay.submit({ from: `${name}+${id}@${domain}`, to, raw: stamped });
  return concluded(answer, mail, deferrals, deps);
}

async function concluded(
  answer: RelayAnswer,
  mail: SentMail,
  deferrals: Map<string, number>,
  deps: EdgeDeps,
): Promise<Outcome> {
  const { log } = deps;
  const end = { id: mail.id, at: deps.now() };
  switch (answer.kind) {
    case 'accepted':
      log.end(end, 'accepted');
      deferrals.delete(mail.id);
      await report(sent(mail), deps);
      return accepted(mail.id, deps);
    case 'lost':
      log.end(end, 'open');
      return refuse(lostOnTheWay(answer.reason), deps);
    case 'unreachable':
      log.end(end, 'refused');
      return refuse(outOfReach(answer.reason), deps);
    case 'said': {
      log.end(end, 'refused');
      const verdict = judgeReply(answer);
      if (verdict.kind === 'again') return refuse(againSoon, deps);
      if (verdict.kind === 'deferred') {
        const times = (deferrals.get(mail.id) ?? 0) + 1;
        if (deferrals.size > deferralsKept) deferrals.clear();
        deferrals.set(mail.id, times);
        return refuse(times < deferralsMax ? againSoon : deferredTooOften(verdict.reason), deps);
      }
      const { why, deadStatus } = verdict;
      if (deadStatus !== undefined) await report(undeliverable(mail, deadStatus), deps);
      return refuse(why, deps);
    }
  }
}

function otherCall(action: string, deps: EdgeDeps): Outcome {
  const { account } = deps;
  if (action !== 'GetSendQuota') {
    const message = `Could not find operation ${action} for version 2010-12-01`;
    return refuse(refusal('InvalidAction', message), deps);
  }
  if (!account.admitCall(action)) return refuse(callsTooFast, deps);
  const { max24HourSend, maxSendRate } = account.quota();
  const result =
    `<Max24HourSend>${max24HourSend.toFixed(1)}</Max24HourSend>` +
    `<MaxSendRate>${maxSendRate}</MaxSendRate>` +
    `<SentLast24Hours>${account.sentLast24Hours().toFixed(1)}</SentLast24Hours>`;
  return { kind: 'answer', response: succeed(action, result, uuidOf(deps.randomId())) };
}

function accepted(id: string, { randomId }: EdgeDeps): Outcome {
  const result = `<MessageId>${id}</MessageId>`;
  return { kind: 'answer', response: succeed('SendRawEmail', result, uuidOf(randomId())) };
}

function refuse(why: Refusal, { randomId }: EdgeDeps): Outcome {
  return { kind: 'answer', response: fail(why, uuidOf(randomId())) };
}

/** The post of a trial: our SES endpoint, with the faults that the weather has for a call. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Fate } from '../../infra/local/ses/fates.ts';
import { openSes, type Ses } from '../../infra/local/ses/ses.ts';
import type { TroubleKind } from '../../infra/local/ses/troubles.ts';
import { openTopics } from '../../infra/local/ses-topics.ts';
import type { QueueDeclaration } from '../../infra/local/template/declaration.ts';
import { account } from '../../infra/local/template/template.ts';
import type { Call } from './call.ts';
import type { Chance } from './chance.ts';
import type { Clock } from './clock.ts';
import { type Declared, eventsOf, queueOf } from './declared.ts';
import type { Reply } from './gate.ts';
import type { Ledger, Mail } from './ledger.ts';
import type { Order } from './order.ts';
import type { Queues } from './queues.ts';
import type { EventFaults, SesFault, Weather } from './weather.ts';

export interface PostDeps {
  readonly declared: Declared;
  readonly chance: Chance;
  readonly clock: Clock;
  readonly order: Order;
  readonly queues: Queues;
  readonly ledger: Ledger;
  /** The weather as it is now: without faults once they have stopped. */
  readonly weather: () => Weather;
  readonly accepted: (mail: Mail) => void;
}

export interface Post {
  readonly account: Ses['account'];
  readonly answer: (call: Call) => Promise<Reply>;
  /** Refuses every call in these words, until it is called with none. */
  readonly refuseAll: (kind: TroubleKind | undefined) => void;
  /** The messages that were accepted last. */
  readonly latest: (count: number) => Promise<Buffer[]>;
}

/** Of a large account readers are served at once, so their claims meet; of the other in turn. */
const sendRates = { ordinary: 200, large: 20_000 } as const;
/** What the SES client waits for an answer. */
const stallMs = 10_000;

/** Opens the post. */
export function openPost(deps: PostDeps): Post {
  const { chance, clock, declared } = deps;
  const { mail, rights, template } = declared;
  let ids = 0;
  let calls = 0;
  const byArn = (arn: string) => queueOf(declared, arn);
  const put = async (queue: QueueDeclaration, { body }: { readonly body: string }) =>
    deliver(queue.title, body, deps);
  const ses = openSes({
    settings: {
      maxSendRate: sendRates[chance.strikes(0.5, 'a large account') ? 'large' : 'ordinary'],
      max24HourSend: 1_000_000,
      identities: mail.identities,
      configurationSets: mail.configurationSets,
    },
    topicArn: eventsOf(declared).topicArn,
    now: clock.now,
    randomId: () => uuid(chance.id('ses', ids++)),
    sleep: clock.sleep,
    onError: (error) => {
      throw error;
    },
    publish: openTopics({ mail, rights, region: template.region, queues: { byArn, put } }),
  });
  let noted = 0;
  const serve = async (call: Call) => {
    calls++;
    const fault = call.command === 'SendRawEmail' ? arm(call, calls, ses, deps) : undefined;
    const reply = await carryOut(call, ses);
    const kept = ses.mailbox.all();
    for (; noted < kept.length; noted++) {
      const message = kept[noted];
      if (message !== undefined) deps.accepted(deps.ledger.accepted(message));
    }
    return { fault, reply };
  };
  return {
    account: ses.account,
    refuseAll: (kind) => {
      ses.faults.clear();
      if (kind !== undefined) ses.faults.add({ kind });
    },
    latest: async (count) => {
      const raws = await Promise.all(
        ses.mailbox
          .all()
          .slice(-count)
          .map(({ id }) => ses.mailbox.raw(id)),
      );
      return raws.filter((raw) => raw !== undefined);
    },
    answer: async (call) => {
      const { fault, reply } = await deps.order.inTurn(() => serve(call), 'later');
      if (fault !== 'accept-then-stall') return reply;
      // The client gives up before any answer comes.
      await clock.sleep(stallMs);
      return { kind: 'reset' };
    },
  };
}

/** Switches on what is to happen to this one call. */
function arm(call: Call, n: number, ses: Ses, deps: PostDeps): SesFault | undefined {
  const recipient = String(call.fields['Destinations.member.1']);
  const fate = fateOf(deps, n);
  if (bad.includes(fate)) deps.ledger.struck(recipient);
  ses.faults.add({ kind: 'fate', times: 1, recipient, fate });
  if (deps.chance.strikes(deps.weather().poison, 'poison', recipient)) {
    ses.faults.add({ kind: 'invalid-header', times: 1, recipient });
  }
  const fault = faultOf(recipient, n, deps);
  if (fault === undefined) return undefined;
  const kind = fault === 'accept-then-stall' ? 'accept-then-reset' : fault;
  ses.faults.add({ kind, times: 1, recipient });
  return fault;
}

function faultOf(recipient: string, n: number, { chance, weather }: PostDeps) {
  const odds = Object.entries(weather().ses ?? {}) as [SesFault, number][];
  let share = chance.share('ses fault', recipient, n);
  for (const [kind, probability] of odds) {
    if (share < probability) return kind;
    share -= probability;
  }
  return undefined;
}

const bad: readonly Fate[] = ['bounced', 'mailbox-full', 'out-of-office', 'complained'];

function fateOf({ chance, weather }: PostDeps, n: number): Fate {
  if (chance.strikes(weather().bounces, 'bounces', n)) {
    return bad[chance.whole(bad.length, 'which fate', n)] ?? 'bounced';
  }
  return 'delivered';
}

/** Hands the call to the endpoint's own listener, and keeps what it would put on the wire. */
function carryOut({ body }: Call, ses: Ses): Promise<Reply> {
  const headers = { authorization: 'any', 'content-type': 'application/x-www-form-urlencoded' };
  const incoming = Object.assign(Readable.from([body]), { headers });
  return new Promise((resolve) => {
    let status = 200;
    let sent: Record<string, string> = {};
    const response = {
      destroyed: false,
      socket: { resetAndDestroy: () => resolve({ kind: 'reset' }) },
      destroy: () => resolve({ kind: 'reset' }),
      writeHead: (code: number, all: Record<string, string>) => {
        status = code;
        sent = { 'content-type': String(all['content-type']) };
      },
      end: (answer: Buffer) => resolve({ kind: 'answer', status, headers: sent, body: answer }),
    };
    ses.listener(incoming as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
}

/** An event on its way from SES's topic to the queue. */
function deliver(queue: string, envelope: string, deps: PostDeps): void {
  const { chance, declared, queues, weather } = deps;
  const faults: EventFaults = weather().events ?? {};
  const id = messageIdOf(envelope, declared);
  const facts = [id ?? '', /"eventType\\":\\"(\w+)/.exec(envelope)?.[1] ?? ''];
  const allLost = chance.strikes(faults.drop, 'drop all', id ?? '');
  if (!allLost && !chance.strikes(faults.drop, 'drop one', ...facts)) {
    const copies = chance.strikes(faults.duplicate, 'duplicate', ...facts) ? 3 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const delayMs = delayOf(faults, chance, [copy, ...facts]);
      deps.ledger.eventArrives(id ?? '', deps.clock.now() + delayMs);
      queues.put(queue, envelope, { delayMs });
    }
  }
  if (chance.strikes(faults.forge, 'forge', ...facts)) {
    queues.put(queue, forged(envelope));
    queues.put(queue, '{"Type":"Notification"}');
  }
}

function delayOf(faults: EventFaults, chance: Chance, facts: readonly (string | number)[]): number {
  if (!chance.strikes(faults.delay, 'delay', ...facts)) return 0;
  return Math.round(chance.share('how late', ...facts) * (faults.delayMs ?? 0));
}

/** A bounce for good of the same message, from a topic that is not ours. */
function forged(envelope: string): string {
  const { Message, ...rest } = JSON.parse(envelope);
  const { mail } = JSON.parse(Message);
  const bouncedRecipients = [{ emailAddress: mail.destination[0] }];
  const bounce = { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients };
  const event = { eventType: 'Bounce', mail, bounce };
  const foreign = String(rest.TopicArn).replace(account, '999999999999');
  return JSON.stringify({ ...rest, TopicArn: foreign, Message: JSON.stringify(event) });
}

/** The message that an event of our own topic is about. */
export function messageIdOf(envelope: string, declared: Declared): string | undefined {
  // A forged one names our topic too, in the address where one would unsubscribe.
  if (!envelope.includes(`"TopicArn":"${eventsOf(declared).topicArn}"`)) return undefined;
  return /\\"messageId\\":\\"([^"\\]+)/.exec(envelope)?.[1];
}

function uuid(id: string): string {
  const parts = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)];
  return parts.join('-');
}

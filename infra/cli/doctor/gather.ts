/** Everything that doctor looks at, looked up: for a stack in AWS, or for the Paperboy here. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Look } from '../../../functions/mail/doctor/diagnosis.ts';
import type { Seen } from '../../../functions/mail/doctor/examine.ts';
import { look } from '../../../functions/mail/doctor/look.ts';
import { sesName } from '../../../functions/mail/taker.ts';
import type { Connection } from '../connection.ts';
import type { Deployed } from '../stack-outputs.ts';
import { outputOf } from './asked.ts';
import { clockAhead } from './clock.ts';
import { openDns } from './dns.ts';
import { dnsFacts, policyOf } from './dns-facts.ts';
import { openDoorLogs } from './door-logs.ts';
import { openMetricData } from './metrics.ts';
import { openReceiving, type Receiving } from './receiving.ts';
import { openRoom } from './room.ts';
import { openSesAccount, type SesAccount } from './ses-account.ts';
import { openSpent } from './spent.ts';
import { stackFacts } from './stack-facts.ts';
import { openStackResources } from './stack-resources.ts';
import { type TableFacts, tableFacts } from './table-facts.ts';

/** What the owner wants of it. */
export interface Wish {
  /** How long to wait for SES's reports of mails to its simulator (ms); absent: none is mailed. */
  readonly trialWaitMs: number | undefined;
  /** The name server to ask; absent: those of this machine. */
  readonly dnsServer: string | undefined;
}

/** Looks everything up, side by side; what cannot be seen says why and ends nothing else. */
export function gather(connection: Connection, wish: Wish): Promise<Seen> {
  const deployed = connection.stack?.deployed;
  if (deployed === undefined) return gatherHere(connection, wish);
  return gatherStack(connection, deployed, wish);
}

const here: Look<never> = { kind: 'elsewhere', why: 'onThisMachine' };

async function gatherHere(connection: Connection, asked: Wish): Promise<Seen> {
  const facts = tableFacts(connection);
  // A relay would carry the mails to the real simulator, and nobody here would hear of them.
  const wish = connection.stack === undefined ? asked : { ...asked, trialWaitMs: undefined };
  const { now, service } = connection;
  return {
    ...(await ofDnsHere(connection, asked)),
    inboundMx: here,
    identity: here,
    sandbox: here,
    quota: here,
    suppression: here,
    reputation: here,
    sending: await look(async () => ({
      isEnabled: true,
      pace: await facts.pace(),
      now: now(),
      service,
    })),
    // Of the stage, SES reports what comes back.
    returns: service === sesName ? here : await look(facts.returns),
    events: here,
    ...(await ofTable(facts, wish)),
    schedules: await look(async () => ({ now: now(), ticks: await facts.ticks() })),
    queues: here,
    errors: await look(facts.errors),
    clock: here,
    drift: here,
    concurrency: here,
    timeouts: here,
    spend: here,
  };
}

/** A relay mails to the world, which looks at the domain; the stage mails into its own inbox. */
async function ofDnsHere({ service, stack }: Connection, { dnsServer }: Wish) {
  if (service === sesName || stack === undefined) {
    return { dkim: here, mailFromMx: here, mailFromSpf: here, dmarc: here };
  }
  const records: Look<never> = { kind: 'elsewhere', why: 'ownRelay' };
  const dmarc = await look(async () => {
    const policy = await policyOf(stack.domain, openDns(dnsServer));
    return { ...policy, mailFrom: undefined };
  });
  return { dkim: records, mailFromMx: here, mailFromSpf: records, dmarc };
}

/** What the table tells of either. */
async function ofTable(facts: TableFacts, { trialWaitMs }: Wish) {
  const [eventPath, late, deadLetters, feeds, editions, secret] = await Promise.all([
    trialWaitMs === undefined
      ? ({ kind: 'elsewhere', why: 'leftOut' } as const)
      : lookOr('noNewsletter', () => facts.eventPath(trialWaitMs)),
    look(facts.late),
    look(facts.deadLetters),
    look(facts.feeds),
    look(facts.editions),
    look(facts.secret),
  ]);
  return { eventPath, late, deadLetters, feeds, editions, secret };
}

type Elsewhere = Extract<Look<never>, { kind: 'elsewhere' }>['why'];

/** Where undefined says that there is no such thing. */
async function lookOr<Fact>(
  why: Elsewhere,
  see: () => Promise<Fact | undefined>,
): Promise<Look<Fact>> {
  const found = await look(see);
  if (found.kind !== 'seen') return found;
  const { fact } = found;
  return fact === undefined ? { kind: 'elsewhere', why } : { kind: 'seen', fact };
}

async function gatherStack(
  connection: Connection,
  { name, outputs }: Deployed,
  wish: Wish,
): Promise<Seen> {
  const { now, siteUrl } = connection;
  const domain = outputs.SenderDomain ?? '';
  const table = tableFacts(connection);
  const ses = openSesAccount(domain, outputs.ConfigurationSet ?? '');
  const receiving = openReceiving();
  const resources = openStackResources(name, { sleep: (ms) => sleep(ms) });
  const [metrics, logs, room, spent] = [openMetricData(), openDoorLogs(), openRoom(), openSpent()];
  const stack = stackFacts(outputs, now, {
    resources,
    metrics,
    logs,
    room,
    spent,
    usage: table.usage,
  });
  try {
    const [names, account, work, ...own] = await Promise.all([
      ofDns(outputs, { ses, receiving }, wish),
      ofSes(outputs, ses, { domain, table, stack, now }),
      ofTable(table, wish),
      look(async () => {
        const [ticks, digest] = await Promise.all([table.ticks(), stack.digestedAt()]);
        return { now: now(), ticks: { ...ticks, digest } };
      }),
      look(stack.queues),
      look(stack.errors),
      look(() => clockAhead(siteUrl, now)),
      look(resources.drift),
      look(stack.concurrency),
      look(stack.timeouts),
      look(stack.spend),
    ]);
    const [schedules, queues, errors, clock, drift, concurrency, timeouts, spend] = own;
    return {
      ...names,
      ...account,
      ...work,
      schedules,
      queues,
      errors,
      clock,
      drift,
      concurrency,
      timeouts,
      spend,
    };
  } finally {
    for (const one of [ses, receiving, resources, metrics, logs, room, spent]) one.close();
  }
}

type Outputs = Readonly<Record<string, string>>;

async function ofDns(
  outputs: Outputs,
  { ses, receiving }: { readonly ses: SesAccount; readonly receiving: Receiving },
  { dnsServer }: Wish,
) {
  const { identity } = ses;
  const facts = dnsFacts(outputs, { dns: openDns(dnsServer), identity, receiving });
  const [dkim, mailFromMx, mailFromSpf, dmarc, inboundMx] = await Promise.all([
    lookOr('ownDkimKey', facts.dkim),
    lookOr('noMailFrom', facts.mailFromMx),
    lookOr('noMailFrom', facts.mailFromSpf),
    look(facts.dmarc),
    lookOr('notReceiving', facts.inboundMx),
  ]);
  return { dkim, mailFromMx, mailFromSpf, dmarc, inboundMx };
}

interface SesNeeds {
  readonly domain: string;
  readonly table: TableFacts;
  readonly stack: Pick<ReturnType<typeof stackFacts>, 'rates'>;
  readonly now: () => number;
}

async function ofSes(outputs: Outputs, ses: SesAccount, { domain, table, stack, now }: SesNeeds) {
  const [identity, sandbox, quota, suppression, reputation, sending, events] = await Promise.all([
    look(async () => ({ domain, known: await ses.identity() })),
    look(async () => (await ses.account()).ProductionAccessEnabled !== true),
    look(async () => {
      const { SendQuota: quota } = await ses.account();
      return {
        sent: quota?.SentLast24Hours ?? 0,
        most: quota?.Max24HourSend ?? 0,
        rate: quota?.MaxSendRate ?? 0,
      };
    }),
    look(async () => {
      const [account, set] = await Promise.all([ses.account(), ses.set()]);
      return set?.suppressedReasons ?? account.SuppressionAttributes?.SuppressedReasons ?? [];
    }),
    look(async () => {
      const [rates, account] = await Promise.all([stack.rates(), ses.account()]);
      return { ...rates, status: account.EnforcementStatus ?? 'HEALTHY' };
    }),
    look(async () => {
      const [account, pace] = await Promise.all([ses.account(), table.pace()]);
      const isEnabled = account.SendingEnabled !== false;
      return { isEnabled, pace, now: now(), service: sesName };
    }),
    look(async () => ({
      set: outputOf(outputs, 'ConfigurationSet'),
      topicArn: outputOf(outputs, 'EventTopicArn'),
      known: await ses.set(),
    })),
  ]);
  const returns: Look<never> = { kind: 'elsewhere', why: 'reportedBySes' };
  return { identity, sandbox, quota, suppression, reputation, sending, returns, events };
}

/**
 * `doctor` for a stack in AWS: each thing that it may find is made, in an account that answers as AWS
 * does (test/support/aws-answers.ts), in a DNS of its own, or on the stage behind them.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  type DiagnosisKind,
  diagnosisKinds,
  type Subject,
  subjects,
} from '../../functions/mail/doctor/diagnosis.ts';
import { endHalt } from '../../functions/mail/halt.ts';
import { pauseSending, resumeSending } from '../../functions/mail/pace.ts';
import { updateRow } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { paceStore } from '../../functions/store/pace.ts';
import { openQueue } from '../../functions/store/queue.ts';
import { keys } from '../../functions/store/table.ts';
import { commands } from '../../infra/cli/dispatch.ts';
import { doctorRights } from '../../infra/cli/doctor/rights.ts';
import { diagnosisWords } from '../../infra/cli/doctor/words.ts';
import { statementsOf } from '../../infra/local/rights/statements.ts';
import { functionOf, logOf } from '../support/aws-state.ts';
import { type DoctorStack, type Examined, startDoctorStack } from './doctor-stack.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const newsletterId = 'harbour-post';
const first = `${'1'.repeat(32)}._domainkey.news.example.com`;
const bounceDomain = 'bounce.news.example.com';
const policyName = '_dmarc.news.example.com';
const leave = 'leave.news.example.com';

let stack: DoctorStack;

before(async () => {
  stack = await startDoctorStack();
  await tick();
});
after(() => stack.stop());
beforeEach(() => stack.reset());

async function tick(): Promise<void> {
  const { cloud } = stack.owner;
  for (const name of ['poll', 'sweep'] as const) await cloud.fire(name, cloud.clock.now());
  await cloud.atRest();
}

const texts = (...values: string[]) => values.map((value) => ({ type: 'TXT', value }) as const);
const servers = (...hosts: string[]) =>
  hosts.map((host) => ({ type: 'MX', value: `10 ${host}` }) as const);
const sesMx = 'feedback-smtp.eu-central-1.amazonses.com';

/** An account as it is when all is well, and what is done to it; what mends it again, if that is not all. */
type Fault = () =>
  | undefined
  | (() => Promise<unknown>)
  | Promise<undefined | (() => Promise<unknown>)>;

interface Case {
  readonly kind: DiagnosisKind;
  readonly make: Fault;
  /** Values that it has to name. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Where it is no part of the kind: about what. */
  readonly about?: Subject;
  readonly args?: readonly string[];
  /** What is not well besides, since it hangs on the same. */
  readonly others?: readonly Subject[];
}

const nothing: Fault = () => undefined;
const here = <T>(change: () => T): Fault => {
  return () => {
    change();
    return undefined;
  };
};
const state = () => stack.account.state;
const zone = () => stack.dns.zone;
const identity = (patch: object) => here(() => Object.assign(state().identity ?? {}, patch));
const set = (patch: object) => here(() => Object.assign(state().set ?? {}, patch));
const metric = (name: string, value: number) => here(() => state().metrics.set(name, value));

const cases: readonly Case[] = [
  { kind: 'dkimFine', make: nothing, values: { count: 3 } },
  {
    kind: 'dkimMissing',
    make: here(() => zone().delete(first)),
    values: { name: first, wanted: `${'1'.repeat(32)}.dkim.amazonses.com` },
  },
  {
    kind: 'dkimMissing',
    // A record of another type at that name, as a proxy before it makes one.
    make: here(() => zone().set(first, texts('hello'))),
    values: { name: first },
  },
  {
    kind: 'dkimOther',
    make: here(() => zone().set(first, [{ type: 'CNAME', value: 'x.dkim.example.net' }])),
    values: { found: 'x.dkim.example.net' },
  },
  { kind: 'mailFromMxFine', make: nothing, values: { name: bounceDomain } },
  {
    kind: 'mailFromMxMissing',
    make: here(() => zone().set(bounceDomain, texts('v=spf1 include:amazonses.com ~all'))),
    values: { wanted: sesMx },
  },
  {
    kind: 'mailFromMxOther',
    make: here(() =>
      zone().set(bounceDomain, [
        ...servers(sesMx, 'mx.example.net'),
        ...texts('v=spf1 include:amazonses.com ~all'),
      ]),
    ),
    values: { found: `${sesMx}, mx.example.net` },
  },
  { kind: 'spfFine', make: nothing },
  { kind: 'spfMissing', make: here(() => zone().set(bounceDomain, servers(sesMx))) },
  {
    kind: 'spfDoubled',
    make: here(() =>
      zone().set(bounceDomain, [
        ...servers(sesMx),
        ...texts('v=spf1 include:amazonses.com ~all', 'v=spf1 -all'),
      ]),
    ),
    values: { count: 2 },
  },
  {
    kind: 'spfOther',
    make: here(() =>
      zone().set(bounceDomain, [...servers(sesMx), ...texts('v=spf1 include:example.net -all')]),
    ),
    values: { found: 'v=spf1 include:example.net -all' },
  },
  { kind: 'dmarcFine', make: nothing, values: { name: policyName, policy: 'none' } },
  {
    kind: 'dmarcFine',
    // Of the domain above, as most have it.
    make: here(() => {
      zone().delete(policyName);
      zone().set('_dmarc.example.com', texts('some note', 'v=DMARC1;p=reject; aspf=r'));
    }),
    values: { name: '_dmarc.example.com', policy: 'reject' },
  },
  { kind: 'dmarcMissing', make: here(() => zone().delete(policyName)) },
  {
    kind: 'dmarcDoubled',
    make: here(() => zone().set(policyName, texts('v=DMARC1; p=none', 'v=DMARC1; p=reject'))),
    values: { count: 2 },
  },
  {
    kind: 'dmarcUnreadable',
    make: here(() => zone().set(policyName, texts('v=DMARC1; rua=mailto:a@example.com'))),
  },
  {
    kind: 'dmarcStrict',
    make: here(() => zone().set(policyName, texts('v=DMARC1; p=none; aspf=s'))),
    values: { mailFrom: bounceDomain },
  },
  { kind: 'inboundFine', make: nothing, values: { name: leave } },
  { kind: 'inboundMissing', make: here(() => zone().delete(leave)) },
  {
    kind: 'inboundOther',
    make: here(() => zone().set(leave, servers('mx.example.net'))),
    values: { found: 'mx.example.net' },
  },
  {
    kind: 'inboundInactive',
    make: here(() => {
      state().rule = undefined;
    }),
    values: { name: leave },
  },
  {
    kind: 'inboundInactive',
    make: here(() => Object.assign(state().rule ?? {}, { enabled: false })),
  },
  {
    kind: 'inboundInactive',
    make: here(() => Object.assign(state().rule ?? {}, { recipient: 'x.example.org' })),
  },
  { kind: 'identityFine', make: nothing, values: { domain: 'news.example.com' } },
  {
    kind: 'identityMissing',
    make: here(() => {
      state().identity = undefined;
    }),
  },
  {
    kind: 'identityUnverified',
    make: identity({ verified: false, dkim: 'PENDING' }),
    values: { status: 'PENDING' },
  },
  { kind: 'identityUnsigned', make: identity({ signing: false }) },
  {
    kind: 'mailFromUnverified',
    make: identity({ mailFrom: 'FAILED' }),
    values: { name: bounceDomain, status: 'FAILED' },
  },
  { kind: 'sandboxLeft', make: nothing },
  {
    kind: 'sandboxed',
    make: here(() => {
      state().production = false;
    }),
  },
  { kind: 'quotaFine', make: nothing, values: { sent: 1_000, most: 50_000, rate: 14 } },
  { kind: 'quotaUnlimited', make: here(() => Object.assign(state().quota, { most: -1 })) },
  {
    kind: 'quotaNear',
    make: here(() => Object.assign(state().quota, { sent: 40_000 })),
    values: { sent: 40_000 },
  },
  { kind: 'suppressionFine', make: nothing },
  {
    kind: 'suppressionFine',
    // The set's own list counts, and not the account's.
    make: here(() => {
      state().suppressed = [];
    }),
  },
  {
    kind: 'suppressionLacks',
    make: set({ suppressed: ['BOUNCE'] }),
    values: { reasons: 'COMPLAINT' },
  },
  {
    kind: 'suppressionLacks',
    make: here(() => {
      state().suppressed = [];
      Object.assign(state().set ?? {}, { suppressed: undefined });
    }),
    values: { reasons: 'BOUNCE and COMPLAINT' },
  },
  {
    kind: 'reputationFine',
    make: nothing,
    values: { bounces: '1.00', complaints: '0.02' },
  },
  {
    kind: 'reputationUncounted',
    make: here(() => state().metrics.delete('AWS/SES/Reputation.BounceRate/')),
  },
  {
    kind: 'bouncesHigh',
    make: metric('AWS/SES/Reputation.BounceRate/', 0.0412),
    values: { bounces: '4.12' },
  },
  {
    kind: 'complaintsHigh',
    make: metric('AWS/SES/Reputation.ComplaintRate/', 0.00095),
    values: { complaints: '0.10' },
  },
  {
    kind: 'accountReviewed',
    make: here(() => {
      state().enforcement = 'PROBATION';
    }),
    values: { status: 'PROBATION' },
  },
  { kind: 'sendingOn', make: nothing },
  { kind: 'reportedBySes', about: 'returns', make: nothing },
  {
    kind: 'sendingPaused',
    make: async () => {
      const pace = paceStore(stack.owner.cloud.table);
      await pauseSending({ at: Date.now(), by: 'owner', reason: 'Holiday.' }, pace);
      return () => resumeSending(pace);
    },
    values: { reason: 'Holiday.' },
  },
  {
    kind: 'sendingStopped',
    make: here(() => {
      state().sendingEnabled = false;
    }),
  },
  { kind: 'eventsFine', make: nothing },
  {
    kind: 'setMissing',
    make: here(() => {
      state().set = undefined;
    }),
  },
  { kind: 'setStopped', make: set({ sending: false }) },
  {
    kind: 'eventsElsewhere',
    make: set({ topicArn: 'arn:aws:sns:eu-central-1:000000000000:Another' }),
  },
  {
    kind: 'eventsOff',
    make: here(() => Object.assign(state().destination, { enabled: false })),
  },
  {
    kind: 'eventsLack',
    make: here(() => Object.assign(state().destination, { types: ['SEND', 'BOUNCE'] })),
    values: { types: 'DELIVERY_DELAY, COMPLAINT, REJECT' },
  },
  { kind: 'eventPathFine', make: nothing, args: ['--wait', '600'] },
  {
    kind: 'trialUnmailed',
    make: () => {
      const { faults } = stack.owner.cloud.ses;
      const message =
        'Email address is not verified. The following identities failed the check in region ' +
        'EU-CENTRAL-1: bounce@simulator.amazonses.com';
      faults.add({ kind: 'reject', recipient: 'bounce+*', message });
      return async () => faults.clear();
    },
    args: ['--wait', '8'],
    values: { mailbox: 'bounce' },
  },
  {
    kind: 'sendingHalted',
    make: async () => {
      const { faults } = stack.owner.cloud.ses;
      faults.add({ kind: 'reject', message: 'Something that nobody has read before.' });
      await stack.doctor('--wait', '5');
      faults.clear();
      return () => endHalt({ ...paceStore(stack.owner.cloud.table), now: Date.now });
    },
    values: { reason: 'MessageRejected: Something that nobody has read before.' },
  },
  {
    kind: 'trialUnheard',
    make: () => {
      const { faults } = stack.owner.cloud.ses;
      faults.add({ kind: 'drop-event', eventType: 'Complaint' });
      return async () => faults.clear();
    },
    args: ['--wait', '20'],
    values: { reports: 'complained', seconds: 20 },
  },
  { kind: 'schedulesFine', make: nothing },
  {
    kind: 'scheduleStill',
    make: async () => {
      await setTick(Date.now() - 40 * minuteMs);
      return tick;
    },
    values: { schedule: 'poll', minutes: 40 },
  },
  {
    kind: 'scheduleNever',
    make: here(() => state().metrics.delete(`AWS/Lambda/Invocations/${functionOf('digest')}`)),
    values: { schedule: 'digest' },
  },
  { kind: 'nothingLate', make: nothing },
  {
    kind: 'workLate',
    make: async () => {
      await setTick(Date.now() - 50 * minuteMs);
      return tick;
    },
    values: { what: 'polling', count: 1 },
    others: ['schedules'],
  },
  { kind: 'queuesFine', make: nothing },
  {
    kind: 'queueOld',
    make: here(() => {
      const [, queue] = /\/([^/]+)$/.exec(stack.outputs.EventQueueUrl ?? '') ?? [];
      state().metrics.set(`AWS/SQS/ApproximateAgeOfOldestMessage/${queue}`, 11 * 60);
    }),
    values: { queue: 'event', minutes: 11 },
  },
  { kind: 'deadLettersNone', make: nothing },
  {
    kind: 'deadLettersWait',
    make: async () => {
      const { queues, env } = stack.owner.cloud;
      await openQueue(queues.client, env.DeadLettersUrl ?? '').send([{ any: 'thing' }]);
      return () => stack.owner.paperboy('dead-letters', 'drop', '--all');
    },
    values: { queue: 'DeadLetters', count: 1 },
  },
  { kind: 'errorsNone', make: nothing },
  {
    kind: 'doorFailed',
    make: here(() => {
      const now = Date.now();
      const line = (minutesAgo: number, message: object) => ({
        timestamp: now - minutesAgo * minuteMs,
        message: JSON.stringify(message),
      });
      const failed = { level: 'ERROR', event: 'record failed' };
      state().logs.set(logOf('send'), [
        line(1_500, { ...failed, message: 'It broke yesterday.' }),
        line(9, { type: 'platform.report', record: { status: 'timeout' } }),
        line(8, { type: 'platform.report', record: { status: 'success' } }),
        line(7, { ...failed, message: 'It broke.' }),
        line(6, { level: 'INFO', event: 'swept' }),
      ]);
    }),
    values: {
      door: 'send',
      count: 2,
      words: 'record failed: It broke.',
    },
  },
  { kind: 'feedsFine', make: nothing },
  {
    kind: 'feedsHeld',
    make: () => onFeed({ hold: { since: Date.now(), items: 40 } }),
    values: { count: 1 },
  },
  { kind: 'feedsFailing', make: () => onFeed({ failures: 3 }), values: { count: 1 } },
  { kind: 'editionsFine', make: nothing },
  { kind: 'secretFine', make: nothing, values: { days: 30 } },
  {
    kind: 'secretOld',
    make: here(() => {
      state().secret.changedAt = Date.now() - 800 * dayMs;
    }),
    values: { days: 800 },
  },
  {
    kind: 'secretUnreadable',
    make: here(() => {
      state().secret.value = '{"id": "k1"}';
    }),
  },
  { kind: 'clockFine', make: nothing },
  {
    kind: 'clockOff',
    make: here(() => {
      state().siteAheadMs = 10 * minuteMs;
    }),
    values: { direction: 'behind' },
  },
  {
    kind: 'driftNone',
    make: here(() => {
      state().driftLooks = 1;
    }),
  },
  {
    kind: 'drifted',
    make: here(() => {
      state().drifted = ['SendQueue1F034DCA'];
    }),
    values: { resources: 'SendQueue1F034DCA (MODIFIED)' },
  },
  { kind: 'concurrencyFine', make: nothing, values: { left: 996, limit: 1_000 } },
  {
    kind: 'concurrencyLow',
    make: here(() => {
      state().functionsMax = 10;
    }),
    values: { limit: 10, needed: 100 },
  },
  {
    kind: 'concurrencyUsed',
    make: metric('AWS/Lambda/ConcurrentExecutions/', 900),
    values: { peak: 900, limit: 1_000 },
  },
  {
    kind: 'doorThrottled',
    make: here(() => state().metrics.set(`AWS/Lambda/Throttles/${functionOf('web')}`, 7)),
    values: { door: 'web', count: 7 },
  },
  { kind: 'timeoutsFine', make: nothing, values: { percent: 2 } },
  {
    kind: 'timeoutsIdle',
    make: here(() => {
      for (const name of state().metrics.keys()) {
        if (name.startsWith('AWS/Lambda/Duration')) state().metrics.delete(name);
      }
    }),
  },
  {
    kind: 'timeoutNear',
    make: here(() => state().metrics.set(`AWS/Lambda/Duration/${functionOf('send')}`, 58_000)),
    values: { door: 'send', seconds: '58.0', timeout: '60.0' },
  },
  { kind: 'spendFine', make: nothing, values: { spent: '4.00' } },
  {
    kind: 'spendHigh',
    make: here(() => {
      state().usd = 500;
    }),
    values: { spent: '500.00' },
  },
  {
    kind: 'notReached',
    make: here(() => stack.dns.failing.add(first)),
    about: 'dkim',
    values: { words: `DNS, ${first}: ESERVFAIL` },
  },
  {
    kind: 'notReached',
    make: here(() => Object.assign(stack.outputs, { SiteUrl: 'http://127.0.0.1:9' })),
    about: 'clock',
  },
  { kind: 'notAnswered', make: here(() => state().broken.add('ce')), about: 'spend' },
  {
    kind: 'notAnswered',
    make: here(() => {
      state().driftFails = 'A resource could not be read.';
    }),
    about: 'drift',
    values: { words: 'A resource could not be read.' },
  },
  {
    kind: 'notAnswered',
    make: here(() => {
      state().siteAheadMs = undefined;
    }),
    about: 'clock',
  },
  {
    kind: 'outputMissing',
    make: here(() => delete stack.outputs.ConfigurationSet),
    about: 'events',
    values: { name: 'ConfigurationSet' },
    others: ['suppression'],
  },
  {
    kind: 'outputMissing',
    make: here(() => {
      for (const n of [1, 2, 3]) delete stack.outputs[`DnsDkim${n}`];
      state().identity = undefined;
    }),
    about: 'dkim',
    values: { name: 'DnsDkim1' },
    others: ['identity'],
  },
  {
    kind: 'dkimMissing',
    // Of an adopted identity SES knows the records.
    make: here(() => {
      for (const n of [1, 2, 3]) delete stack.outputs[`DnsDkim${n}`];
      zone().delete(first);
    }),
    values: { name: first },
  },
  {
    kind: 'notAnswered',
    make: here(() => delete stack.outputs.DeadLettersUrl),
    about: 'deadLetters',
    values: { words: 'The outputs of the stack lack DeadLettersUrl: deploy anew.' },
  },
  { kind: 'notReceiving', make: here(() => delete stack.outputs.DnsInboundMx), about: 'inboundMx' },
  {
    kind: 'noMailFrom',
    make: here(() => {
      delete stack.outputs.DnsMailFromMx;
      Object.assign(state().identity ?? {}, { mailFrom: undefined });
    }),
    about: 'mailFromSpf',
  },
  {
    kind: 'ownDkimKey',
    make: here(() => {
      for (const n of [1, 2, 3]) delete stack.outputs[`DnsDkim${n}`];
      Object.assign(state().identity ?? {}, { origin: 'EXTERNAL' });
    }),
    about: 'dkim',
  },
  { kind: 'leftOut', make: nothing, about: 'eventPath' },
  {
    kind: 'noNewsletter',
    make: async () => {
      const store = newsletterStore(stack.owner.cloud.table);
      const open = await store.list();
      for (const one of open) await store.save({ ...one, closedAt: Date.now() });
      return async () => {
        for (const one of open) await store.save(one);
      };
    },
    about: 'eventPath',
    args: ['--wait', '1'],
  },
];

async function setTick(at: number): Promise<void> {
  await updateRow(stack.owner.cloud.table, keys.pollTick, {
    UpdateExpression: 'SET tick = :tick',
    ExpressionAttributeValues: { ':tick': at },
  });
}

async function onFeed(patch: Readonly<Record<string, unknown>>) {
  const { table } = stack.owner.cloud;
  const [feed] = await feedStore(table).list(newsletterId);
  const [[name, value] = ['', 0]] = Object.entries(patch);
  const key = keys.feed(newsletterId, feed?.id ?? '');
  const names = { '#name': name };
  await updateRow(table, key, {
    UpdateExpression: 'SET #name = :value',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ':value': value },
  });
  const before = (feed as unknown as Record<string, unknown>)[name];
  return () =>
    updateRow(table, key, {
      UpdateExpression: before === undefined ? 'REMOVE #name' : 'SET #name = :value',
      ExpressionAttributeNames: names,
      ...(before === undefined ? {} : { ExpressionAttributeValues: { ':value': before } }),
    });
}

/** Every subject is told of, and nothing but these is unwell. */
function assertWellBut({ findings }: Examined, unwell: readonly Subject[]): void {
  const told = [...new Set(findings.map(({ about }) => about))];
  assert.deepEqual(told, subjects);
  const others = findings.filter(
    (one) => !unwell.includes(one.about) && one.state !== 'fine' && one.state !== 'elsewhere',
  );
  assert.deepEqual(others, []);
}

describe('everything that may be found, made and found:', () => {
  for (const { kind, make, values = {}, about, args = [], others = [] } of cases) {
    test(`doctor finds: ${kind}`, async () => {
      const mend = await make();
      try {
        const said = await stack.doctor(...args);
        const known = diagnosisKinds[kind];
        const subject = about ?? ('about' in known ? known.about : assert.fail('about what?'));
        const found = said.findings.find((one) => one.kind === kind && one.about === subject);
        assert.ok(found, JSON.stringify(said.findings.filter((one) => one.about === subject)));
        assert.equal(found.state, known.state);
        for (const [name, value] of Object.entries(values)) {
          assert.equal(found.values[name], value);
          assert.ok(found.words.includes(String(value)) || name === 'policy', found.words);
        }
        assert.doesNotMatch(found.words, /[{}]/);
        assertWellBut(said, [subject, ...others]);
        const isWell = known.state === 'fine' || known.state === 'elsewhere';
        assert.equal(said.exitCode, isWell && others.length === 0 ? 0 : 1);
      } finally {
        await mend?.();
      }
    });
  }
});

/** Those that need other surroundings, and where they are made. */
const elsewhere: readonly DiagnosisKind[] = [
  'noRight',
  // doctor-here.engine.test.ts
  'editionsHeld',
  'secretUndated',
  // test/journeys/serve-mailbox.shipped.test.ts
  'mailboxFine',
  'mailboxFailing',
  'mailboxOfOriginal',
  'returnsHanded',
  'returnsNever',
  'onThisMachine',
  'ownRelay',
];

test('every kind of finding is made in these tests', () => {
  const made = new Set([...cases.map(({ kind }) => kind), ...elsewhere]);
  const all = Object.keys(diagnosisKinds) as DiagnosisKind[];
  assert.deepEqual(
    all.filter((kind) => !made.has(kind)),
    [],
  );
});

test('the commands that findings name are there', () => {
  const named = Object.values(diagnosisWords).flatMap((words) =>
    [...words.matchAll(/paperboy ([a-z-]+(?: (?!--|tells|lets|shows|prints|and)[a-z-]+)?)/g)].map(
      ([, name]) => name,
    ),
  );
  assert.ok(named.length >= 8);
  const known = commands.map(({ name }) => name);
  assert.deepEqual(
    named.filter((name) => !known.includes(name ?? '')),
    [],
  );
});

const all = ['--wait', '600'];
/** These are asked for by a mail to the simulator, too. */
const ofMail = /^(?:sqs|dynamodb):/;

test('the printed rights are those that doctor asks for, no more and no less', async () => {
  const printed = await stack.typed('--rights');
  assert.equal(printed.exitCode, 0, printed.err);
  stack.account.allow(statementsOf(JSON.parse(printed.out)));
  state().drifted = ['SendQueue1F034DCA'];
  stack.account.asked.clear();
  const said = await stack.doctor(...all);
  assertWellBut(said, ['drift']);
  assert.deepEqual([...stack.account.asked].sort(), Object.keys(doctorRights).sort());
});

describe('what may not be looked up is said, and ends nothing else:', () => {
  for (const right of Object.keys(doctorRights)) {
    test(`without the right ${right}`, async () => {
      const printed = await stack.doctor('--rights');
      const statements = statementsOf(JSON.parse(printed.out));
      const deny = { Effect: 'Deny', Action: right, Resource: '*', Condition: {} } as const;
      stack.account.allow([...statements, deny]);
      state().drifted = ['SendQueue1F034DCA'];
      const said = await stack.doctor(...(ofMail.test(right) ? all : []));
      const unseen = said.findings.filter((one) => one.state === 'unseen');
      assert.ok(unseen.length > 0);
      for (const one of unseen) {
        assert.equal(one.kind, 'noRight');
        assert.equal(one.values.right, right);
        assert.match(one.words, /^It could not be looked up: you lack the right \S+\. paperboy/);
      }
      assertWellBut(said, ['drift', ...unseen.map(({ about }) => about)]);
      assert.equal(said.exitCode, 1);
    });
  }
});

test('whoever AWS does not know is told so, line by line, and what asks nobody is told all the same', async () => {
  const said = await stack.typed('--json');
  assert.equal(said.exitCode, 0);
  const env = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const unknown = await stack.typedIn(env, '--json');
  assert.equal(unknown.exitCode, 1);
  const { findings } = JSON.parse(unknown.out) as Examined;
  const unseen = findings.filter(({ state }) => state === 'unseen');
  assert.deepEqual(
    findings.filter(({ state }) => state !== 'unseen').map(({ about }) => about),
    ['dkim', 'mailFromMx', 'mailFromSpf', 'dmarc', 'returns', 'eventPath', 'clock'],
  );
  for (const { words } of unseen) assert.match(words, /AWS does not know who you are/);
});

test('as it is typed: a line a fact, what to do, a sum, and the exit code', async () => {
  const well = await stack.typed();
  assert.equal(well.exitCode, 0, well.err);
  assert.match(well.out, /^fine {5}DKIM +All 3 records are there\.$/m);
  assert.match(well.out, /^- {8}Way of reports +Not tried\.$/m);
  assert.match(well.out, /\n\nThere is nothing to do\.\n$/);
  state().production = false;
  state().broken.add('ce');
  const ill = await stack.typed();
  assert.equal(ill.exitCode, 1);
  assert.match(ill.out, /^TO DO {4}Sandbox +The account is in the sandbox of SES/m);
  assert.match(ill.out, /^unknown {2}Spend this month +It could not be looked up: /m);
  assert.match(ill.out, /\n\n1 thing to do\. 1 fact could not be looked up\.\n$/);
});

test('masked, it names no address, account, domain, site or token, in text and in JSON', async () => {
  zone().delete(first).valueOf();
  zone().set(policyName, texts('v=DMARC1; rua=mailto:ann@example.com'));
  state().driftFails = 'User arn:aws:iam::123456789012:user/ann at https://read.example.net/x';
  state().logs.set(logOf('web'), [
    {
      timestamp: Date.now(),
      message: JSON.stringify({
        level: 'ERROR',
        event: 'page failed',
        message: 'GET http://intranet.example.org/feed by bo@readers.example',
      }),
    },
  ]);
  const secrets =
    /ann@|bo@|123456789012|example\.(?:com|net|org)|readers\.example|127\.0\.0\.1|1{32}/;
  const open = await stack.doctor();
  assert.match(open.out, secrets);
  const text = (await stack.typed('--mask')).out;
  const json = (await stack.doctor('--mask')).out;
  for (const said of [text, json]) {
    assert.doesNotMatch(said, secrets);
    for (const mark of ['<address>', '<account>', '<domain>', '<site>', '<token>']) {
      assert.ok(said.includes(mark), mark);
    }
  }
  assert.match(text, /<token>\._domainkey\.<domain> has no CNAME/);
});

test('a name server or a time that makes no sense is refused', async () => {
  const dns = await stack.doctor('--dns', 'nowhere');
  assert.match(
    dns.err,
    /--dns takes the address of a name server such as 1\.1\.1\.1, not nowhere\./,
  );
  assert.equal(dns.exitCode, 2);
  const wait = await stack.doctor('--wait', '0');
  assert.match(wait.err, /--wait takes whole seconds from 1 to 3600, not 0\./);
});

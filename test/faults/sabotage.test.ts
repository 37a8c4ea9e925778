/**
 * A verdict that cannot fail is worth nothing: doors that are made worse than they are, by what
 * becomes of their calls at the gate, and what the verdict says of them.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Call } from './call.ts';
import { type OpenGround, openGround } from './ground.ts';
import type { DoorName } from './host.ts';
import { runClass, type Season } from './season.ts';
import { type Weather, weathers } from './weather.ts';

let ground: OpenGround;

before(async () => {
  ground = await openGround();
});
after(() => ground.close());

/** The call with another body. */
function altered(call: Call, change: (fields: Record<string, unknown>) => object): Call {
  const fields = JSON.parse(call.body.toString('utf8')) as Record<string, unknown>;
  return { ...call, body: Buffer.from(JSON.stringify({ ...fields, ...change(fields) })) };
}

/** What is stuck is tried again and again: on the last day that does not take long. */
const lastDay = 2;
const claiming = 'UpdateItem subscriber SET claim';
const settling = 'UpdateItem subscriber SET receivedThrough,lastSubmitted REMOVE claim';

/** The claim is no lock any more, and asks for no consent. */
const withoutCondition = (call: Call) =>
  altered(call, ({ ConditionExpression }) => ({
    ConditionExpression: `attribute_exists(pk) OR (${String(ConditionExpression)})`,
  }));

/** Every claim looks an hour old, so nobody waits for SES's event. */
const longAgo = (call: Call) => ({
  ...call,
  body: Buffer.from(
    call.body
      .toString('utf8')
      .replace(/"at":\{"N":"(\d+)"/, (_, at) => `"at":{"N":"${Number(at) - 3_600_000}"`),
  ),
});

interface Sabotage {
  readonly what: string;
  readonly weather: string;
  readonly changes?: Partial<Weather>;
  /** More than one where it takes luck to be at the wrong place at the wrong moment. */
  readonly trials?: number;
  readonly worsen: (door: DoorName, call: Call, day: number) => Call | 'swallowed';
  readonly caught: (season: Season) => boolean;
}

const swallow =
  (isIt: (door: DoorName, call: Call) => boolean, fromDay = 0) =>
  (door: DoorName, call: Call, day: number) =>
    isIt(door, call) && day >= fromDay ? ('swallowed' as const) : call;

const says = (words: RegExp) => (season: Season) =>
  season.failures.some(({ wrong }) => wrong.some((what) => words.test(what)));

const sabotages: readonly Sabotage[] = [
  {
    what: 'a claim without a condition mails twice',
    weather: 'duplicates',
    worsen: (_, call) => (call.point === claiming ? withoutCondition(call) : call),
    caught: ({ doubled }) => doubled > 0,
  },
  {
    what: 'a claim without a condition mails who has left',
    weather: 'people',
    trials: 3,
    changes: { people: 1 },
    worsen: (_, call) => (call.point === claiming ? withoutCondition(call) : call),
    caught: says(/without consent/),
  },
  {
    what: 'a sender that waits for no event mails twice',
    weather: 'late',
    changes: { overtaken: 0.05 },
    worsen: (_, call) => (call.point === claiming ? longAgo(call) : call),
    caught: ({ doubled }) => doubled > 0,
  },
  {
    what: 'an outcome that is not written down leaves claims open',
    weather: 'calm',
    worsen: swallow((_, { point }) => point === settling, lastDay),
    caught: ({ stuck }) => stuck > 0,
  },
  {
    what: 'an edition without its batches loses everybody',
    weather: 'calm',
    worsen: swallow((_, { point }) => point.startsWith('TransactWriteItems Put batch')),
    caught: ({ lost }) => lost > 0,
  },
  {
    what: 'a batch that is never done is stuck, and its edition',
    weather: 'calm',
    worsen: swallow((_, { point }) => point.startsWith('TransactWriteItems Update batch'), lastDay),
    caught: ({ stuck }) => stuck > 0,
  },
  {
    what: 'a sweep that queues nothing leaves what was unknown',
    weather: 'kill-events-lost',
    worsen: swallow((door, { service }) => door === 'sweep' && service === 'queue'),
    caught: ({ lost, stuck }) => lost + stuck > 0,
  },
  {
    what: 'a count that goes wrong is seen',
    weather: 'calm',
    worsen: (_, call, day) =>
      day >= lastDay && call.point.startsWith('TransactWriteItems Update batch')
        ? { ...call, body: Buffer.from(call.body.toString('utf8').replace('"N":"1"', '"N":"2"')) }
        : call,
    caught: ({ failures }) => failures.length > 0,
  },
];

for (const { what, weather: name, changes, trials = 1, worsen, caught } of sabotages) {
  test(`sabotage: ${what}`, async () => {
    const weather = weathers.find((one) => one.name === name);
    assert.ok(weather !== undefined);
    const input = { trials, seed: 2, readers: 10 };
    const season = await runClass(
      { ...weather, ...changes },
      { ...ground, sabotage: worsen },
      input,
    );
    assert.ok(caught(season), JSON.stringify(season));
  });
}

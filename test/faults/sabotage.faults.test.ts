/**
 * A verdict that cannot fail is worth nothing: doors that are made worse than they are, by what
 * becomes of their calls at the gate, and what the verdict says of them.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Template } from '../../infra/local/template/template.ts';
import type { Call } from './call.ts';
import type { DoorName } from './declared.ts';
import { type OpenGround, openGround } from './ground.ts';
import { liveOn, runClass, type Season } from './season.ts';
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
const marking = /^UpdateItem events /;
/** One or several that go together. */
const claiming = /Update(?:Item)? subscriber SET claim$/;
const settling = /Update(?:Item)? subscriber SET receivedThrough,lastSubmitted REMOVE claim$/;

/** The claim is no lock any more, and asks for no consent. */
const withoutCondition = (call: Call) =>
  altered(call, ({ ConditionExpression, Statements }) =>
    Statements === undefined
      ? { ConditionExpression: `attribute_exists(pk) OR (${String(ConditionExpression)})` }
      : { Statements: (Statements as { Statement: string }[]).map(unconditional) },
  );

const unconditional = (one: { readonly Statement: string }) => ({
  ...one,
  Statement: one.Statement.replace('sk = ? AND (', 'sk = ? AND (pk IS NOT MISSING OR '),
});

/** Every claim looks an hour old, so nobody waits for SES's event. */
const longAgo = (call: Call) => ({
  ...call,
  body: Buffer.from(
    call.body
      .toString('utf8')
      .replace(/"at":\{"N":"(\d+)"/g, (_, at) => `"at":{"N":"${Number(at) - 3_600_000}"`),
  ),
});

/** Events that wait count as heeded, once and for all. */
const farAhead = (call: Call) => ({
  ...call,
  body: Buffer.from(call.body.toString('utf8').replace(/(":tick":\{"N":")\d+/, '$19999999999999')),
});

interface Sabotage {
  readonly what: string;
  readonly weather: string;
  readonly changes?: Partial<Weather>;
  /** At most so many, where it takes luck to be at the wrong place at the wrong moment. */
  readonly trials?: number;
  /** The first seed: where the luck was met before, most trials need not be lived through again. */
  readonly seed?: number;
  readonly worsen: (door: DoorName, call: Call, day: number) => Call | 'swallowed';
  readonly caught: (season: Season) => boolean;
}

const trialsOfLuck = 20;

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
    worsen: (_, call) => (claiming.test(call.point) ? withoutCondition(call) : call),
    caught: ({ doubled }) => doubled > 0,
  },
  {
    what: 'a claim without a condition mails who has left',
    weather: 'people',
    trials: trialsOfLuck,
    seed: 5,
    changes: { people: 1 },
    worsen: (_, call) => (claiming.test(call.point) ? withoutCondition(call) : call),
    caught: says(/without consent/),
  },
  {
    what: 'a sender that waits for no event mails twice',
    weather: 'late',
    trials: trialsOfLuck,
    changes: { overtaken: 0.05 },
    worsen: (_, call) => (claiming.test(call.point) ? longAgo(call) : call),
    caught: ({ doubled }) => doubled > 0,
  },
  {
    what: 'a sender that does not know how far events are mails twice while they wait',
    weather: 'event-backlog',
    worsen: (_, call) => (marking.test(call.point) ? farAhead(call) : call),
    caught: ({ doubled }) => doubled > 0,
  },
  {
    what: 'an outcome that is not written down leaves claims open',
    weather: 'calm',
    worsen: swallow((_, { point }) => settling.test(point), lastDay),
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

const seedByDefault = 2;

for (const { what, weather: name, worsen, caught, ...rest } of sabotages) {
  test(`sabotage: ${what}`, async () => {
    const { changes, trials = 1, seed: first = seedByDefault } = rest;
    const weather = weathers.find((one) => one.name === name);
    assert.ok(weather !== undefined);
    const live = liveOn({ ...ground, sabotage: worsen });
    const seasons: Season[] = [];
    for (let seed = first; seed < first + trials && !seasons.some(caught); seed++) {
      const input = { trials: 1, seed, readers: 10 };
      seasons.push(await runClass({ ...weather, ...changes }, live, input));
    }
    assert.ok(seasons.some(caught), JSON.stringify(seasons));
  });
}

/** The template with a role that lacks one of its rights. */
const without =
  (door: DoorName, action: string) =>
  (template: Template): Template => ({
    ...template,
    all: (type) =>
      template.all(type).map((resource) => {
        const isTheirs = type === 'AWS::IAM::Policy' && resource.path.startsWith(`Doors/${door}/`);
        const text = JSON.stringify(resource.properties);
        const properties = isTheirs ? text.replaceAll(`"${action}"`, '"sts:None"') : text;
        return { ...resource, properties: JSON.parse(properties) as unknown };
      }),
  });

/** The cache of the SDK's endpoints becomes a Map, which no bundle survived. */
const withMap = (text: string) =>
  text.replace(/this\.cache=new [\w$]+\.default\((\w+)\)/, 'this.cache=new Map($1)');

for (const { what, change, rewrite, words } of [
  {
    what: 'a bundle whose SDK was changed',
    rewrite: withMap,
    words: /^digest threw: TypeError: number 1000 is not iterable/,
  },
  {
    what: 'a right that a role lacks',
    change: without('events', 'dynamodb:GetItem'),
    words: /^events was refused GetItem.*not authorized to perform: dynamodb:GetItem/,
  },
]) {
  test(`sabotage as shipped: ${what} is named`, async () => {
    const shipped = await openGround({ code: 'shipped', ...(change && { change }) });
    const weather = weathers.find(({ name }) => name === 'calm');
    assert.ok(weather !== undefined);
    const input = { trials: 1, seed: 2, readers: 3 };
    const live = liveOn({ ...shipped, ...(rewrite && { rewrite }) });
    const season = await runClass(weather, live, input);
    await shipped.close();
    assert.ok(says(words)(season), JSON.stringify(season.failures).slice(0, 2_000));
  });
}

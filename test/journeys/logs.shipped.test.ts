/**
 * What the doors write down of a mail, from the item in a feed to what SES says of the message: told
 * by `paperboy logs`, on this machine and from CloudWatch Logs alike, and without any address.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { followLog } from '../../functions/config/follow-log.ts';
import { eventOf, type LogLine, readLine } from '../../functions/config/log-line.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { findInCloud } from '../../infra/cli/logs/cloud-logs.ts';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import { readLogFile } from '../../infra/local/logs/log-file.ts';
import { holdDirectory, noteRunning } from '../../infra/local/running.ts';
import { queueOutputs } from '../cli/owner.ts';
import { cloudLogs, type LogEvent } from '../support/cloud-logs.ts';
import { feed } from '../support/newsletter.ts';
import { becomeReader, sendForm } from '../support/reader.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const newsletterId = 'harbour-post';
const addresses = ['mika@readers.example', 'noor@readers.example', 'ila@readers.example'] as const;

const folder = mkdtempSync(join(tmpdir(), 'paperboy-logs-'));
const written: string[] = [];
let cloud: Cloud;
let release: () => void;

before(async () => {
  cloud = await startCloud({
    port: 0,
    code: 'shipped',
    demo: true,
    ticking: false,
    zone: 'UTC',
    dataDir: folder,
    write: (line) => void written.push(line),
  });
  release = await holdDirectory(folder);
  noteRunning(folder, { pid: process.pid, origin: cloud.origin, env: cloud.env });
  await cloud.atRest();
  // Always from the same hour on: before seven there would be an edition more.
  const midnight = Math.ceil(cloud.clock.now() / dayMs) * dayMs + dayMs;
  cloud.clock.moveTo(midnight - 2 * hourMs);
  for (const address of addresses) {
    await becomeReader(cloud, { newsletterId, address, sections: ['town', 'away'] });
  }
  cloud.ses.faults.add({ kind: 'fate', fate: 'bounced', recipient: addresses[1] });
  cloud.ses.faults.add({ kind: 'fate', fate: 'complained', recipient: addresses[2] });
  await feedStore(cloud.table).create(
    feed({ id: 'gone', newsletterId, url: 'http://nobody.invalid/', intervalMinutes: 30 }),
    '30#0',
  );
  await cloud.advance(midnight + 8 * hourMs);
  // SES says which address it refuses: in the sandbox, in a text of its own.
  cloud.ses.account.change({
    sandbox: true,
    identities: [cloud.template.outputs.SenderDomain ?? ''],
  });
  await askForConfirmation('newcomer@readers.example');
  cloud.ses.account.change({ sandbox: false });
});
after(async () => {
  await cloud.stop();
  release();
  rmSync(folder, { recursive: true, force: true });
});

async function askForConfirmation(address: string): Promise<void> {
  const choice = { cadence: 'daily', hour: '7', zone: 'UTC', sections: 'town' };
  const fields = new URLSearchParams({ address, ...choice });
  await sendForm(`${cloud.origin}/n/${newsletterId}/subscribe`, fields, (ms) =>
    cloud.clock.moveBy(ms),
  );
  await cloud.atRest();
}

async function logs(...args: string[]): Promise<LogLine[]> {
  const asked = ['logs', ...args, '--since', '30d', '--json', '--data', folder];
  const { out, err, exitCode } = await dispatch(asked, { columns: 80, folder });
  assert.deepEqual([exitCode, err], [0, []]);
  return (JSON.parse(out.join('')) as { lines: LogLine[] }).lines;
}

async function idOf(address: string): Promise<string> {
  const { subscriber } = await subscriberStore(cloud.table, cloud.clock.now).findByAddress(
    newsletterId,
    address,
  );
  return subscriber?.id ?? assert.fail(`There is no ${address}.`);
}

async function firstEdition() {
  const editions = await editionStore(cloud.table, cloud.clock.now).list(newsletterId, 0);
  return editions.find(({ submitted }) => submitted > 0) ?? assert.fail('No edition went out.');
}

const named = (lines: readonly LogLine[], event: string) =>
  lines.filter((line) => eventOf(line) === event);

const fieldOf = (line: LogLine | undefined, name: string) => String(line?.fields[name]);

const outcomesIn = ({ fields }: LogLine) =>
  Object.entries((fields.outcomes ?? {}) as Record<string, string>);

test('an edition is followed from its items to its batches and messages, in order of time', async () => {
  const { id } = await firstEdition();
  const lines = await logs('--edition', id);
  const [stored, made, frozen, messages] = [
    'items stored',
    'content made',
    'batch frozen',
    'messages',
  ].map((event) => named(lines, event)[0]);
  const items = made?.fields.items as string[];
  const kept = (stored?.fields.items ?? []) as string[];
  assert.ok(kept.some((key) => items.includes(`${fieldOf(stored, 'feedId')}/${key}`)));
  assert.equal(fieldOf(made, 'contentKey'), fieldOf(frozen, 'contentKey'));
  assert.equal(fieldOf(frozen, 'editionId'), id);
  assert.equal(fieldOf(frozen, 'batchId'), fieldOf(messages, 'batchId'));
  const outcomes = new Map(named(lines, 'messages').flatMap(outcomesIn));
  for (const address of addresses) {
    const mail = cloud.ses.mailbox.find(outcomes.get(await idOf(address)) ?? '');
    assert.deepEqual(mail?.destinations, [address], 'The log has the id that SES gave.');
  }
  const times = lines.map(({ at }) => at);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.deepEqual([...new Set(lines.map(({ door }) => door))].sort(), [
    'digest',
    'events',
    'fetch',
    'send',
  ]);
});

test('a reader is followed through mails and reports; other readers of a batch are not told', async () => {
  const [id, other] = await Promise.all([idOf(addresses[2]), idOf(addresses[0])]);
  const lines = await logs('--reader', addresses[2]);
  assert.doesNotMatch(JSON.stringify(lines), new RegExp(other));
  const [letter] = named(lines, 'letter');
  assert.equal(fieldOf(letter, 'subscriberId'), id);
  assert.match(fieldOf(letter, 'messageId'), /\S/);
  const [report] = named(lines, 'event heeded').filter(({ fields }) => {
    return fields.report === 'complained';
  });
  assert.equal(fieldOf(report, 'subscriberId'), id);
  assert.ok(named(lines, 'items stored').length > 0);
  assert.deepEqual(await logs('--reader', id), lines, 'By the id as by the address.');
});

test('a feed is followed from its items to the messages of the editions that print them', async () => {
  const stored = readLogFile(folder).filter((line) => eventOf(line) === 'items stored');
  const feedId = fieldOf(stored[0], 'feedId');
  const lines = await logs('--feed', feedId);
  const told = new Set(lines.map(eventOf));
  for (const event of ['feed refreshed', 'items stored', 'content made', 'batch frozen']) {
    assert.ok(told.has(event), event);
  }
  assert.ok(named(lines, 'messages').length > 0);
  const others = named(lines, 'items stored').filter(({ fields }) => fields.feedId !== feedId);
  assert.deepEqual(others, []);
});

test('each line says which call it is of, and none has an address', () => {
  const lines = readLogFile(folder);
  assert.ok(lines.length > 30);
  for (const { fields } of lines) {
    const { requestId = (fields.record as { requestId?: string } | undefined)?.requestId } = fields;
    assert.match(String(requestId), /^[0-9a-f-]{36}$/, JSON.stringify(fields));
  }
  const letters = lines.filter((line) => eventOf(line) === 'letter');
  assert.ok(
    letters.some(({ fields }) => fields.kind === 'refused'),
    'SES has refused one.',
  );
  const text = readFileSync(join(folder, 'log', 'doors.jsonl'), 'utf8');
  assert.ok(cloud.ses.mailbox.all().length >= 2 * addresses.length);
  for (const name of ['@readers.example', 'newcomer', 'mika', 'noor', '@paper']) {
    assert.ok(!text.includes(name) && !written.join('\n').includes(name), name);
  }
});

test('from CloudWatch Logs comes the same, page by page, and by its rights', async (t) => {
  const groups = new Map<string, LogEvent[]>();
  for (const { at, door, fields } of readLogFile(folder)) {
    const events = groups.get(`group-${door}`) ?? [];
    groups.set(`group-${door}`, [...events, { timestamp: at, message: JSON.stringify(fields) }]);
  }
  const { origin, calls } = await cloudLogs(t, groups);
  const output = [...groups.keys()].map((group) => `${group.slice(6)}=${group}`).join(' ');
  const { id } = await firstEdition();
  const find = findInCloud(output, origin);
  const trail = await followLog({ kind: 'edition', id }, 0, { find });
  assert.deepEqual(trail, { lines: await logs('--edition', id), isCut: false });
  assert.ok(calls.length > groups.size, 'It turned pages.');

  const outputs = join(folder, 'outputs.json');
  const names = { ...outputsOf(cloud), LogGroups: output };
  writeFileSync(outputs, JSON.stringify({ 'Paperboy-prod': names }));
  process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS = origin;
  t.after(() => delete process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS);
  const screen = { columns: 80, folder };
  const asked = ['logs', '--edition', id, '--since', '30d', '--outputs', outputs];
  const told = await dispatch(asked, screen);
  assert.deepEqual([told.exitCode, told.err], [0, []]);
  assert.ok(
    told.out.some((line) => /^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d send {4}messages:/.test(line)),
  );

  const { LogGroups: _, ...older } = names;
  writeFileSync(outputs, JSON.stringify({ 'Paperboy-prod': older }));
  const refused = await dispatch(asked, screen);
  assert.match(refused.err.join(), /lack LogGroups: deploy anew/);
  const denied = await cloudLogs(t, groups, []);
  process.env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS = denied.origin;
  writeFileSync(outputs, JSON.stringify({ 'Paperboy-prod': names }));
  assert.match((await dispatch(asked, screen)).err.join(), /AWS refused: AccessDeniedException/);
});

function outputsOf({ env }: Cloud): Record<string, string | undefined> {
  return {
    Region: 'eu-central-1',
    TableName: env.TABLE_NAME,
    Lanes: env.LANES,
    ...queueOutputs(env),
    SiteUrl: 'https://read.example.com',
    SenderDomain: 'news.example.com',
  };
}

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly query?: string;
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

function widgets(): readonly Widget[] {
  const [dashboard, ...others] = cloud.template.all('AWS::CloudWatch::Dashboard');
  assert.equal(others.length, 0);
  const { DashboardBody: body = '{}' } = (dashboard?.properties ?? {}) as Record<string, string>;
  return (JSON.parse(body) as { widgets: Widget[] }).widgets;
}

/** What AWS counts and this machine cannot: nothing is paid for here. */
const notHere = ['AWS/Billing EstimatedCharges'];

test('each metric of the dashboard has values on the stage, or is one that it cannot have', () => {
  const now = Math.ceil(cloud.clock.now() / 60_000) * 60_000;
  const rows = widgets().flatMap(({ properties: { metrics = [] } }) => metrics);
  assert.ok(rows.length >= 10);
  const missing = rows.flatMap(([namespace, name, ...rest]) => {
    const words = rest.filter((one) => typeof one === 'string');
    const dimensions: Record<string, string> = {};
    for (let n = 0; n < words.length; n += 2) dimensions[words[n] ?? ''] = words[n + 1] ?? '';
    const metric = { namespace: String(namespace), name: String(name), dimensions };
    const found = cloud.metrics.between(metric, now - dayMs, now + 60_000);
    // What a filter of the logs counts has no value while all is well.
    const isCounted = cloud.metrics.filters.some(
      (filter) => filter.metric.namespace === namespace && filter.metric.name === name,
    );
    return found === undefined && !isCounted ? [`${namespace} ${name}`] : [];
  });
  assert.deepEqual(missing, notHere);
});

test('each query of the dashboard asks for lines and fields that the doors write', () => {
  const lines = readLogFile(folder);
  const queries = widgets().flatMap(({ properties: { query } }) => (query ? [query] : []));
  assert.equal(queries.length, 4);
  for (const query of queries) {
    const doors = [...query.matchAll(/SOURCE '(?:[^']*?)Doors([a-z]+)Log/g)].map(
      ([, door]) => door,
    );
    assert.ok(doors.length > 0, query);
    const [, filter = '', rest = ''] = /\| filter ([^|]*)([\s\S]*)$/.exec(query) ?? [];
    const events = [...filter.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text);
    const named = new Set(lines.map(eventOf));
    const [event = '', ...more] = events.filter((text) => named.has(text));
    assert.notEqual(event, '', query);
    // What is compared with an event is one that a door of these groups has written.
    for (const text of events) {
      const isKnown = lines.some(
        (line) =>
          doors.includes(line.door) && Object.values(line.fields).some((value) => value === text),
      );
      assert.ok(isKnown || text === 'edition held' || text === 'late', `${text} in ${query}`);
    }
    const written = lines.filter((line) => [event, ...more].includes(eventOf(line)));
    const known = new Set(written.flatMap(({ fields }) => Object.keys(fields)));
    const asked = [...filter.matchAll(/(?:^|and )(\w+) /g)].map(([, name = '']) => name);
    const grouped = [...rest.matchAll(/(?:latest|sum|count_distinct)\((\w+)\)/g)].map(
      ([, name = '']) => name,
    );
    const by = [...rest.matchAll(/ by ([\w, ]+)/g)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.trim()),
    );
    for (const name of [...asked, ...grouped, ...by])
      assert.ok(known.has(name), `${name}: ${query}`);
  }
});

test('how far back is looked is what --since says', async () => {
  const { id } = await firstEdition();
  const asked = ['logs', '--edition', id, '--since', '5m', '--data', folder];
  const { out } = await dispatch(asked, { columns: 80, folder });
  assert.deepEqual(out, [`The logs say nothing of ${id} in that time.`]);
  const wrong = await dispatch([...asked.slice(0, 4), 'soon', '--data', folder], {
    columns: 80,
    folder,
  });
  assert.deepEqual(wrong.err, ['--since takes 12h, 30d and the like, not soon.']);
});

test('what failed is shown as the doors and Lambda wrote it, and nothing else', async () => {
  const problems = await logs('--problems');
  for (const { fields } of problems) assert.match(JSON.stringify(fields), /ERROR|status|late|held/);
  const refused = await dispatch(['logs', '--data', folder], { columns: 80, folder });
  assert.deepEqual(refused, {
    exitCode: 2,
    out: [],
    err: ['logs takes one of --edition, --feed, --reader and --problems.'],
  });
  assert.equal(readLine('web', 1, 'no JSON').fields.text, 'no JSON');
});

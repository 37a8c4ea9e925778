/** One planner for the scale benchmark: a process with a table full of readers and the digest door. */
import { hash } from 'node:crypto';
import type { Schedule } from '../../functions/config/schedule.ts';
import { open as openDigest } from '../../functions/digest.ts';
import { openSegment } from '../../functions/edition/segment.ts';
import { openTable, type Table } from '../../functions/store/client.ts';
import { segmentShards, shardOf } from '../../functions/store/indexes.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import { toRow } from '../../functions/store/subscriber-row.ts';
import { newPending, toConfirmed, withChanges } from '../../functions/subscriber/moves.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import type { Call } from '../faults/call.ts';
import { type EngineLine, openEngineLine } from '../faults/engine-line.ts';
import { json, openInnerGate } from '../faults/gate.ts';
import { addItems, item, setUpNewsletter } from '../support/newsletter.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';
import { marshalled } from './wire-values.ts';

export interface Planned {
  readonly readers: number;
  readonly ms: number;
  readonly calls: number;
  readonly batches: number;
  readonly rssMb: number;
  readonly growthMb: number;
  readonly shares: string;
  readonly ticks: readonly string[];
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const midnight = Date.UTC(2026, 4, 4);
const putMax = 25;
const loadersAtOnce = 8;

interface Work {
  calls: number;
  readonly frozen: Map<string, number>;
  readonly writesOf: Map<string, number>;
}

/** A reader as sign-up and confirmation leave them behind, as the engine takes it. */
function rowOf(n: number, schedule: Schedule, segmentId: string): object {
  const at = midnight - dayMs;
  const address = `reader${n}@readers.example`;
  const id = hash('sha256', address, 'hex').slice(0, 32);
  const reader = { id, newsletterId: 'paper', address, addressKey: address };
  const asked = { schedule, sections: 'all', from: '', wordsVersion: '1', at } as const;
  const pending = newPending(reader, asked, id);
  const proof = { at, from: '', confirmationId: id };
  const confirmed = withChanges(pending, toConfirmed(pending, segmentId, proof).changes);
  return marshalled(toRow(confirmed)).M;
}

async function load(table: Table, line: EngineLine, readers: number, zones: number): Promise<void> {
  const all = Intl.supportedValuesOf('timeZone');
  const join = segmentStore(table).join;
  const segments: { schedule: Schedule; id: string }[] = [];
  for (let n = 0; n < zones; n++) {
    const zone = zones === 1 ? 'UTC' : (all[Math.floor((n * all.length) / zones)] ?? 'UTC');
    const schedule: Schedule = { cadence: 'daily', hour: 7, zone };
    const choice = { newsletterId: 'paper', schedule, sections: 'all' } as const;
    const id = await openSegment(choice, { join, now: () => midnight });
    segments.push({ schedule, id });
  }
  let next = 0;
  const loader = async () => {
    while (next < readers) {
      const start = next;
      next += putMax;
      const puts = Array.from({ length: Math.min(putMax, readers - start) }, (_, k) => {
        const { schedule, id } = segments[(start + k) % segments.length] ?? segments[0] ?? never();
        return { PutRequest: { Item: rowOf(start + k, schedule, id) } };
      });
      const body = Buffer.from(JSON.stringify({ RequestItems: { [table.name]: puts } }));
      const reply = await line.carry({ command: 'BatchWriteItem', body });
      if (reply.kind !== 'answer' || reply.status !== 200) throw new Error('Not loaded.');
    }
  };
  await Promise.all(Array.from({ length: loadersAtOnce }, loader));
}

function never(): never {
  throw new Error('There is a segment.');
}

const [readers = 0, zones = 1] = process.argv.slice(2).map(Number);
useAnyCredentials();
const engine = await startTableEngine();
const line = openEngineLine(engine.endpoint);
await createTable(engine.endpoint, 'Scale');
const gate = openInnerGate();
const work: Work = { calls: 0, frozen: new Map(), writesOf: new Map() };
const address = gate.open('digest', async (call) => {
  work.calls++;
  if (call.service !== 'table') return json(queued(call));
  noteBatch(call);
  return line.carry(call);
});
const table = openTable('Scale', { endpoint: `${gate.open('load', line.carry)}/table` });
await setUpNewsletter(table);
await load(table, line, readers, zones);
await addItems(
  table,
  item(midnight - dayMs / 2, { key: 'one' }),
  item(midnight - 1, { key: 'two' }),
);

let now = midnight;
let peak = 0;
const door = openDigest({
  env: {
    TABLE_NAME: 'Scale',
    SEND_QUEUE_URL: `${address}/queue/send`,
    SITE_URL: 'https://paper.example',
    LANES: '1',
    AWS_ENDPOINT_URL_DYNAMODB: `${address}/table`,
    AWS_ENDPOINT_URL_SQS: `${address}/queue`,
  },
  now: () => now,
  randomId: () => 'planner',
  sleep: async () => {},
  requestId: () => undefined,
  write: () => {},
});

/** Fires the tick as the schedule does, with the time that Lambda gives. */
async function tick(at: number): Promise<{ calls: number; ms: number; frozen: number }> {
  now = Math.max(now, at);
  const [calls, started, frozen] = [work.calls, performance.now(), total(work.frozen)];
  const context = { getRemainingTimeInMillis: () => 120_000 - (performance.now() - started) };
  const body = JSON.stringify({ scheduledTime: new Date(at).toISOString() });
  await door({ Records: [{ messageId: 'tick', body }] }, context);
  const ms = performance.now() - started;
  return { calls: work.calls - calls, ms, frozen: total(work.frozen) - frozen };
}

const total = (map: ReadonlyMap<string, number>) => [...map.values()].reduce((a, b) => a + b, 0);

/** Counts the readers of a batch by their key range in the segment. */
function noteBatch(call: Call): void {
  if (!call.point.startsWith('TransactWriteItems Put batch')) return;
  const { TransactItems } = call.fields as {
    TransactItems: { Put?: { Item: { readers: { L: { S: string }[] }; pk: { S: string } } } }[];
  };
  const put = TransactItems[0]?.Put?.Item;
  for (const { S: id } of put?.readers.L ?? []) {
    const shard = String(shardOf(id));
    work.frozen.set(shard, (work.frozen.get(shard) ?? 0) + 1);
  }
  const pk = put?.pk.S ?? '';
  work.writesOf.set(pk, (work.writesOf.get(pk) ?? 0) + 1);
}

function queued({ fields }: Call): object {
  const { Entries = [] } = fields as { Entries?: { Id: string; MessageBody: string }[] };
  const Successful = Entries.map(({ Id, MessageBody }) => ({
    Id,
    MessageId: Id,
    MD5OfMessageBody: hash('md5', MessageBody, 'hex'),
  }));
  return { Successful, Failed: [] };
}

globalThis.gc?.();
const before = process.memoryUsage().rss;
const sampler = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 50);
const started = performance.now();
const ticks: string[] = [];
if (zones === 1) {
  for (let at = midnight + 7 * 60 * minuteMs; total(work.frozen) < readers; at += 3 * minuteMs) {
    await tick(at);
  }
} else {
  ticks.push(...(await dayOfTicks()));
}
const ms = performance.now() - started;
clearInterval(sampler);

async function dayOfTicks(): Promise<string[]> {
  const idle: number[] = [];
  const each: number[] = [];
  const idleMs: number[] = [];
  const eachMs: number[] = [];
  for (let at = midnight; at < midnight + dayMs; at += minuteMs) {
    const done = await tick(at);
    if (done.frozen === 0) {
      idle.push(done.calls);
      idleMs.push(done.ms);
    } else {
      each.push((done.calls / done.frozen) * 1_000);
      eachMs.push((done.ms / done.frozen) * 1_000);
    }
  }
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
  const span = (list: readonly number[], digits: number) =>
    `${Math.min(...list).toFixed(digits)} to ${Math.max(...list).toFixed(digits)}`;
  return [
    `${idle.length} ticks with nothing to freeze: ${mean(idle).toFixed(1)} calls, ${mean(idleMs).toFixed(1)} ms each`,
    `${each.length} ticks with work: ${span(each, 1)} calls and ${span(eachMs, 0)} ms for each 1,000 readers due`,
    `${total(work.frozen)} of ${readers} readers frozen`,
  ];
}

/** How much the busiest key range takes of all. */
const largestShare = (map: ReadonlyMap<string, number>) => Math.max(...map.values()) / total(map);
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const batches = total(work.writesOf);
const batchesASecond = batches / (ms / 1_000);
// A transaction costs twice: a batch row of 2.5 KB takes six units, the edition's row two.
const rangeUnits = batchesASecond * 6 * largestShare(work.writesOf);
const planned: Planned = {
  readers,
  ms,
  calls: work.calls,
  batches,
  rssMb: peak / 1e6,
  growthMb: (peak - before) / 1e6,
  shares:
    `readers ${percent(largestShare(work.frozen))} of ${segmentShards} ranges, batches ` +
    `${percent(largestShare(work.writesOf))} of 16; of 1,000 write units a second that range takes ` +
    `${rangeUnits.toFixed(0)}, the edition's row ${(batchesASecond * 2).toFixed(0)}`,
  ticks,
};
process.send?.(planned);
line.close();
await engine.stop();
process.exit(0);

/** Newsletters with few and with a thousand readers, and one of everything that a page or an act is about. */
import type { TestContext } from 'node:test';
import { parseHTML } from 'linkedom';
import { dayMs, hourMs, minuteMs } from '../../../functions/config/time.ts';
import { schemaVersion } from '../../../functions/config/upgrade.ts';
import type { Content } from '../../../functions/edition/content.ts';
import { textPrintOf } from '../../../functions/feed/read/text-print.ts';
import { callStore } from '../../../functions/store/calls.ts';
import type { Table } from '../../../functions/store/client.ts';
import { contentStore } from '../../../functions/store/contents.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { gateRows } from '../../../functions/store/gate.ts';
import { hookStore } from '../../../functions/store/hooks.ts';
import { putRows } from '../../../functions/store/many-rows.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { schemaStore } from '../../../functions/store/schema.ts';
import { segmentStore } from '../../../functions/store/segments.ts';
import { idOf, names, rowsOf, writeNewsletter } from '../../bench/desk-readers.ts';
import { hookTo } from '../../hook/world.ts';
import { samples } from '../../store/row-samples.ts';
import { addItems, feed, item, newEdition } from '../../support/newsletter.ts';
import { serve } from '../../support/server.ts';
import { countCalls } from '../../support/table-calls.ts';
import { deskForPrograms } from './program.ts';
import { monday } from './stage.ts';

/** A feed, whatever is asked for. */
async function startFeeds(t: TestContext): Promise<string> {
  const item = '<item><guid>1</guid><title>One</title><link>https://a.example/1</link></item>';
  const feed = `<rss version="2.0"><channel><title>A</title>${item}</channel></rss>`;
  const server = await serve((_, answer) => {
    answer.setHeader('content-type', 'text/xml').end(feed);
  });
  t.after(server.close);
  return server.origin;
}

/** The desk of a newsletter with so many readers, with an owner who has just signed in. */
export async function openWorld(t: TestContext, readers: number) {
  const feeds = await startFeeds(t);
  const stage = await deskForPrograms(t, [], { feedOrigins: [feeds] });
  const { table, clock } = stage;
  await schemaStore(table).begin(schemaVersion);
  await writeNewsletter(table, { readers, now: monday });
  await putRows(table, [...rowsOf(readers, monday)]);
  await addRest(table, feeds, () => clock.at);
  // Nobody has had what came since.
  const news = ['n1', 'n2', 'n3'].map((key, n) => item(monday + n + 1, { key }));
  await addItems(table, ...news.map((one) => ({ ...one, print: textPrintOf(one) })));
  clock.at = monday + 10 * minuteMs;
  const owner = await stage.signedIn('owner');
  const token = await owner.formToken();
  const program = await stage.program({ isGrave: true });
  const due = await dueOf(table);
  return { ...stage, feeds, owner, token, program, due, readers: [0, 1, 2, 4, 5, 6].map(idOf) };
}

/** What acts are about. */
export type World = Awaited<ReturnType<typeof openWorld>>;

/** The next instant at which something is due, and one that its owner is asked about. */
async function dueOf(table: Table) {
  const dues = (await segmentStore(table).list(names.paper)).map(({ dueAt = 0 }) => dueAt);
  const later = dues.filter((at) => at > monday + 3 * hourMs);
  return { next: Math.min(...later), called: monday + hourMs };
}

async function addRest(table: Table, feeds: string, now: () => number): Promise<void> {
  const paper = await newsletterStore(table).load(names.paper);
  if (paper === undefined) throw new Error('There is no newsletter.');
  await newsletterStore(table).save({ ...paper, ownerAddress: 'olive@paper.example' });
  const content = samples.content?.noun as Content;
  await contentStore(table, now).put({ ...content, key: 'content', newsletterId: names.paper });
  await feedStore(table).create(feed({ id: 'feed2', url: `${feeds}/two.xml` }), '30#0');
  for (const key of ['w1', 'w2', 'w3', 'w4', 'w5', 'w6']) {
    const gate = gateRows(table, table, () => monday - minuteMs);
    const feedId = key === 'w1' || key === 'w2' ? 'feed2' : names.feed;
    const waiting = item(monday - 2 * minuteMs, { key, feedId });
    await gate.hold({ item: waiting, identityKeys: [`id:${key}`], why: ['approval'] });
  }
  await hookStore(table).add(names.paper, hookTo(`${feeds}/told`, { id: 'hook1' }));
  await hookStore(table).add(names.paper, hookTo(`${feeds}/too`, { id: 'hook2' }));
  const { start } = editionStore(table, now);
  for (const id of ['held1', 'held2', 'held3', 'held4']) {
    const held = { reasons: [], during: 'planning', at: monday - hourMs } as const;
    await start(newEdition(monday - hourMs, { id, state: 'held', held }));
  }
  for (const id of ['under1', 'under2', 'under3']) {
    await start(newEdition(monday - 2 * hourMs, { id, state: 'sending', readers: 9 }));
  }
  const call = { newsletterId: names.paper, cutoff: monday, calledAt: monday, state: 'waiting' };
  for (const scheduledAt of [monday + hourMs, monday + 2 * hourMs]) {
    await callStore(table, now).open({ ...call, scheduledAt, goesAt: monday + dayMs } as never);
  }
}

/** The fields of the form on a page that leads to an address with this end. */
export async function formOn(
  { owner }: World,
  path: string,
  end: string,
): Promise<Record<string, string>> {
  const { document } = parseHTML(await (await owner.get(path)).text());
  const form = [...document.querySelectorAll('form')].find((one) =>
    one.getAttribute('action')?.endsWith(end),
  );
  if (form === undefined) throw new Error(`There is no form for ${end} on ${path}.`);
  const fields: Record<string, string> = {};
  for (const field of form.querySelectorAll('input, textarea, select')) {
    const name = field.getAttribute('name');
    const type = field.getAttribute('type') ?? '';
    const isChosen = !/^(?:checkbox|radio)$/.test(type) || field.hasAttribute('checked');
    if (name !== null && isChosen) fields[name] = valueIn(field);
  }
  return fields;
}

function valueIn(field: Element): string {
  if (field.localName === 'textarea') return field.textContent ?? '';
  if (field.localName !== 'select') return field.getAttribute('value') ?? '';
  const chosen = field.querySelector('option[selected]') ?? field.querySelector('option');
  return chosen?.getAttribute('value') ?? chosen?.textContent ?? '';
}

/** What is asked, and what it costs; the body is read to its end, and only the answer is counted. */
export async function costOf(
  { table }: World,
  ask: () => Promise<Response | { readonly status: number; readonly headers: Headers }>,
): Promise<{ readonly calls: number; readonly ended: string }> {
  let ended = '';
  const calls = await countCalls(table, async () => {
    const answer = await ask();
    ended = `${answer.status} ${answer.headers.get('location') ?? ''}`.trim();
    if ('text' in answer) await answer.text();
  });
  return { calls, ended };
}

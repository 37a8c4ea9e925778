/** The demo newsletter, set up on the first start through the product's own use cases. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { schemaVersion } from '../../functions/config/upgrade.ts';
import { NewsletterSchema } from '../../functions/edition/newsletter.ts';
import type { FeedKey } from '../../functions/feed/feed.ts';
import { createFetcher } from '../../functions/feed/get/fetch.ts';
import { userAgent } from '../../functions/feed/get/user-agent.ts';
import { addFeed } from '../../functions/feed/keep/add.ts';
import { slotOf } from '../../functions/feed/schedule/poll-slot.ts';
import { appoint } from '../../functions/owner/person.ts';
import { everyNewsletter } from '../../functions/owner/rights.ts';
import { getRow, type Table, updateRow } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { peopleStore } from '../../functions/store/people.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import { keys } from '../../functions/store/table.ts';
import { demoHost, demoOwner } from './demo/addresses.ts';
import { demoNewsletter } from './demo/newsletter.ts';

/** Where the demo is put, and how its feeds are fetched at once. */
export interface DemoSetupDeps {
  readonly table: Table;
  /** Where the doors find the demo's feeds. */
  readonly origin: string;
  /** Where this process finds them. */
  readonly ownOrigin: string;
  readonly zone: string;
  /** The address that the stack may mail from. */
  readonly sender: string | undefined;
  readonly now: () => number;
  readonly queueFetch: (feeds: readonly FeedKey[]) => Promise<void>;
}

/** A new newsletter may start with its latest few items. */
const backlogItems = 2;
const every = 15;
const setUpOnce = keys.upkeep('DEMO');
/** Under which names the demo's feeds may have been added. */
const demoHosts: readonly string[] = ['localhost', demoHost];

/** Sets the demo up on the first start, unless there is a newsletter: who deletes it is rid of it. */
export async function setUpDemo(deps: DemoSetupDeps): Promise<void> {
  const { table } = deps;
  const newsletters = await newsletterStore(table).list();
  const wasSetUp = (await getRow(table, setUpOnce)) !== undefined;
  if (newsletters.length === 0 && !wasSetUp) await createDemo(deps);
  if (!wasSetUp) await updateRow(table, setUpOnce, {});
  for (const { id } of newsletters) await followPort(id, deps);
}

/** The demo feeds are served by this process: another port is another address, the same feed. */
async function followPort(newsletterId: string, { table, origin }: DemoSetupDeps): Promise<void> {
  const feeds = feedStore(table);
  for (const feed of await feeds.list(newsletterId)) {
    const { pathname, hostname } = new URL(feed.url);
    const url = `${origin}${pathname}`;
    if (!demoHosts.includes(hostname) || !pathname.startsWith('/_demo/') || url === feed.url)
      continue;
    await feeds.change({ newsletterId, feedId: feed.id }, { url });
  }
}

async function createDemo(deps: DemoSetupDeps): Promise<void> {
  const { table, origin, ownOrigin, zone, sender, now, queueFetch } = deps;
  const newsletters = newsletterStore(table);
  const demo = demoNewsletter(origin, zone, sender);
  const newsletter = v.parse(NewsletterSchema, { ...demo.newsletter, createdAt: now() });
  await schemaStore(table).begin(schemaVersion);
  await newsletters.save(newsletter);
  const owner = { address: demoOwner, role: 'owner', newsletterId: everyNewsletter } as const;
  await appoint(owner, { ...peopleStore(table), randomId: randomUUID, now });
  const fetcher = createFetcher({
    userAgent: userAgent(ownOrigin),
    now,
    allowedOrigins: [ownOrigin],
  });
  const feeds = feedStore(table);
  const addition = { newsletterId: newsletter.id, backlogItems };
  const added: FeedKey[] = [];
  for (const { title, fullText, ...feed } of demo.feeds) {
    const url = feed.url.replace(origin, ownOrigin);
    const answer = await addFeed(
      { ...feed, ...addition, url, settings: { title, fullText, every } },
      {
        get: fetcher.get,
        createFeed: (row) =>
          feeds.create({ ...row, url: feed.url }, slotOf(row.id, row.intervalMinutes)),
        now,
      },
    );
    if (answer.kind !== 'added') throw new Error(`The demo feed ${feed.url}: ${answer.kind}.`);
    added.push({ newsletterId: newsletter.id, feedId: answer.feed.id });
  }
  await fetcher.close();
  await queueFetch(added);
}

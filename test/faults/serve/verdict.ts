/** The verdict on an installation that serves: what its relay has taken, held against who was due what. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isUnderWay } from '../../../functions/edition/edition.ts';
import type { Table } from '../../../functions/store/client.ts';
import { editionStore } from '../../../functions/store/editions.ts';
import { walkSubscribers } from '../../../functions/store/subscriber-walk.ts';
import type { SmtpServer } from '../../support/smtp-server.ts';
import type { Verdict } from '../verdict.ts';

export interface Served {
  readonly dataDir: string;
  readonly table: Table;
  readonly taken: SmtpServer['taken'];
  /** Which of them were taken while nobody was there for the answer. */
  readonly unanswered: readonly number[];
  /** Who was to get every story. */
  readonly addresses: readonly string[];
  readonly stories: readonly string[];
  readonly deaths: number;
  readonly since: number;
}

/** A mail, by what is in it. */
interface Mail {
  readonly to: string;
  readonly messageId: string;
  readonly stories: readonly string[];
}

/** Judges it. */
export async function judgeServed(served: Served): Promise<Verdict> {
  const mails = served.taken.map((mail) => mailOf(mail, served.stories));
  const lost = lostIn(mails, served);
  const { doubled, within } = doubledIn(mails, served);
  const stuck = await stuckIn(served);
  return {
    messages: mails.length,
    lost: lost.length,
    doubled: doubled.length,
    doubledWithinPromise: within,
    stuck: stuck.length,
    longestRecoveryMs: 0,
    deaths: served.deaths,
    held: 0,
    pauses: 0,
    halts: 0,
    hit: false,
    wrong: [...lost, ...doubled, ...stuck],
  };
}

function mailOf({ to, raw }: SmtpServer['taken'][number], stories: readonly string[]): Mail {
  const text = readable(raw);
  return {
    to,
    messageId: /^Message-ID: <([^@>]+)@/im.exec(raw)?.[1] ?? '',
    stories: stories.filter((story) => text.includes(story)),
  };
}

/** Both encodings of a mail, undone as far as a word needs it. */
function readable(raw: string): string {
  const base64 = [...raw.matchAll(/\r\n\r\n([A-Za-z\d+/=\r\n]{40,})/g)].map(([, text = '']) =>
    Buffer.from(text, 'base64').toString(),
  );
  return [raw.replaceAll('=\r\n', ''), ...base64].join('\n');
}

function lostIn(mails: readonly Mail[], { addresses, stories }: Served): string[] {
  const got = new Set(mails.flatMap((mail) => mail.stories.map((story) => `${mail.to} ${story}`)));
  return addresses.flatMap((address) =>
    stories
      .filter((story) => !got.has(`${address} ${story}`))
      .map((story) => `${address} never got ${story}`),
  );
}

/**
 * A mail with a story that its reader had before. That is within the promise (FAULTS.md) when the
 * answer to the one before met nobody or was never written down.
 */
function doubledIn(mails: readonly Mail[], { dataDir, unanswered }: Served) {
  const open = everOpen(join(dataDir, 'sent'));
  const before = new Map<string, number>();
  const doubled: string[] = [];
  let within = 0;
  for (const [n, { to, stories }] of mails.entries()) {
    const earlier = stories
      .map((story) => before.get(`${to} ${story}`))
      .find((at) => at !== undefined);
    for (const story of stories) before.set(`${to} ${story}`, n);
    if (earlier === undefined) continue;
    const isOpen = open.has(mails[earlier]?.messageId ?? '');
    if (unanswered.includes(earlier) || isOpen) within++;
    else doubled.push(`${to} got ${stories.join()} twice`);
  }
  return { doubled, within };
}

interface Line {
  readonly state: string;
  readonly id: string;
}

/** By Message-ID, the mails that were begun once without anybody writing down how that ended. */
function everOpen(folder: string): ReadonlySet<string> {
  const lines = readdirSync(folder)
    .sort()
    .flatMap((day) => readFileSync(join(folder, day), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as Line);
  const underWay = new Set<string>();
  const open = new Set<string>();
  for (const { state, id } of lines) {
    if (state === 'open' || (state === 'begun' && underWay.has(id))) open.add(shownId(id));
    if (state === 'begun') underWay.add(id);
    else underWay.delete(id);
  }
  return open;
}

/** As the mail shows it (infra/local/serve/edge.ts). */
function shownId(id: string): string {
  return createHash('sha256').update(`paperboy/shown/${id}`).digest('hex').slice(0, 32);
}

/** Editions that did not end, and readers whose claim stayed open. */
async function stuckIn({ table, since }: Served): Promise<string[]> {
  const later = () => Number.MAX_SAFE_INTEGER;
  const editions = await editionStore(table, later).list('paper', since);
  const underWay = editions.filter(isUnderWay).map(({ id, state }) => `edition ${id} is ${state}`);
  for await (const { address, claim } of walkSubscribers(table, since)) {
    if (claim !== undefined) underWay.push(`${address} has an open claim`);
  }
  return underWay;
}

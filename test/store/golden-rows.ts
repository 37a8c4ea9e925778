/**
 * A row of every kind in functions/store/table.ts, written by our own code, and for each kind what our
 * code reads of it. The rows of each release are kept in test/fixtures/releases and must be read by all
 * later ones.
 */
import { createHash } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Content } from '../../functions/edition/content.ts';
import type { Edition } from '../../functions/edition/edition.ts';
import type { Mark } from '../../functions/edition/mark.ts';
import type { Passkey } from '../../functions/owner/passkey.ts';
import type { Person } from '../../functions/owner/person.ts';
import type { Token } from '../../functions/owner/token.ts';
import { archiveStore } from '../../functions/store/archive.ts';
import { auditLog } from '../../functions/store/audit.ts';
import { callStore } from '../../functions/store/calls.ts';
import { getRow, type Row, type Table } from '../../functions/store/client.ts';
import { consentWordsStore } from '../../functions/store/consent-words.ts';
import { contentStore } from '../../functions/store/contents.ts';
import { dayCounts } from '../../functions/store/day-counts.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { eraseSubscriber } from '../../functions/store/erasures.ts';
import { eventTickStore } from '../../functions/store/event-tick.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { gateRows } from '../../functions/store/gate.ts';
import { gateSettingStore } from '../../functions/store/gate-settings.ts';
import { growthBook, movesBook } from '../../functions/store/growth.ts';
import { goneKey } from '../../functions/store/hidden-address.ts';
import { findMany } from '../../functions/store/imports.ts';
import { itemStore } from '../../functions/store/items.ts';
import { leavingsOf } from '../../functions/store/leavings.ts';
import { markStore } from '../../functions/store/marks.ts';
import { storeNews } from '../../functions/store/new-items.ts';
import { adoptNewsletters } from '../../functions/store/newsletter-upkeep.ts';
import { newsletterStore } from '../../functions/store/newsletters.ts';
import { passkeyStore } from '../../functions/store/passkeys.ts';
import { pausedSiteStore } from '../../functions/store/paused-sites.ts';
import { peopleStore, sessionStore } from '../../functions/store/people.ts';
import { noteWaitingPing, waitingPings } from '../../functions/store/pings.ts';
import { pollTickStore } from '../../functions/store/poll-tick.ts';
import { readerCountStore } from '../../functions/store/readers.ts';
import { countTrouble, dayOfSending } from '../../functions/store/reputation.ts';
import { schemaStore } from '../../functions/store/schema.ts';
import { signInStore } from '../../functions/store/sign-ins.ts';
import { importParts } from '../../functions/store/stored-imports.ts';
import { subscriberStore } from '../../functions/store/subscribers.ts';
import { loadSuppression, suppressAddress } from '../../functions/store/suppressions.ts';
import { keys } from '../../functions/store/table.ts';
import { tokenStore } from '../../functions/store/tokens.ts';
import { windowStore } from '../../functions/store/windows.ts';
import { partNames } from '../../functions/subscriber/import/stored-import.ts';
import { newPending, toUnsubscribed } from '../../functions/subscriber/moves.ts';
import { atSeven, item, newEdition, newsletter } from '../support/newsletter.ts';
import { type Sample, samples } from './row-samples.ts';

const at = Date.parse('2026-05-01T12:00:00Z');
const now = () => at;
const paper = 'paper';
const feedKey = { newsletterId: paper, feedId: 'feed1' };
const dayMs = 24 * 60 * 60_000;

const mark: Mark = {
  ...{ kind: 'pin', id: 'm1', newsletterId: paper, from: at, until: at + dayMs, madeAt: at },
  ...{ item: { feedId: 'feed1', key: 'k1' }, named: 'A story' },
};
const edition: Edition = newEdition(at, { id: 'golden' });
const long = `<p>${'What happened there, at length. '.repeat(40)}</p>`;
const manyItems = Array.from({ length: 2_500 }, (_, n) => ({ feedId: 'feed1', key: `k${n}` }));
const person: Person = {
  ...{ id: 'p1', address: 'desk@paper.example', addressKey: 'desk@paper.example' },
  ...{ roles: { '*': 'owner' }, epoch: 1, addedAt: at },
};
const importPart = {
  newsletterId: paper,
  importId: '001777636800000-i1',
  name: partNames.look(1),
};
const challenge = { id: 'h4', purpose: 'enter', holder: 'b2' } as const;
const window = { kind: 'network', name: '192.0.2.0', lengthMs: dayMs, max: 1 } as const;

function pending(id: string, address: string, newsletterId = paper) {
  const from = { from: '192.0.2.1', wordsVersion: '1', at };
  const request = { schedule: atSeven, sections: 'all', ...from } as const;
  return newPending({ id, newsletterId, address, addressKey: address }, request, `c-${id}`);
}

/** Writes them into an empty table. */
export async function writeGolden(table: Table): Promise<void> {
  const put = (Item: Row) => table.client.send(new PutCommand({ TableName: table.name, Item }));
  await adoptNewsletters(table);
  await newsletterStore(table).save(newsletter({ sending: { mode: 'veto', lastCallMinutes: 60 } }));
  for (const { row } of Object.values(samples)) await put(row);
  const content = samples.content?.noun as Content;
  await contentStore(table, now).put({ ...content, key: 'long', items: manyItems });
  await readerCountStore(table).countDue(at);
  await writeItems(table);
  await feedStore(table).remove(feedKey, at);
  await writePeople(table);
  await editionStore(table, now).start(edition);
  await markStore(table, now).save(mark);
  await markStore(table, now).record(edition, [mark]);
  const call = { newsletterId: paper, scheduledAt: at, cutoff: at, calledAt: at } as const;
  await callStore(table, now).open({ ...call, state: 'waiting' });
  await writeDesk(table);
  await importParts(table).put(importPart, Buffer.from('packed'), at);
  await writeTicks(table);
}

async function writeDesk(table: Table): Promise<void> {
  await peopleStore(table).save(person, undefined);
  const { epoch, id: personId } = person;
  const session = { personId, hash: 'h1', epoch, createdAt: at, provedAt: at, formKey: 'k1' };
  await sessionStore(table).open({ ...session, from: '192.0.2.0/24', agent: 'A browser' });
  const token: Token = {
    ...{ id: 't1', personId, name: 'A program', hash: 'h2', newsletterId: paper },
    ...{ rights: ['look', 'curate'], isGrave: false, createdAt: at, endsAt: at + dayMs },
  };
  await tokenStore(table).add(token, person);
  await tokenStore(table).noteUse(token, at);
  const passkey: Passkey = {
    ...{ id: 'h3', personId, credentialId: 'c1', publicKey: 'k2', counter: 0 },
    ...{ host: 'paper.example', name: 'A phone', createdAt: at },
  };
  const passkeys = passkeyStore(table);
  await passkeys.add(passkey, person, { newsletterId: paper });
  await passkeys.noteUse(passkey, 1, at);
  await passkeys.challenges.keep({ ...challenge, expiresAtMs: at + dayMs });
  const attempt = { id: 'i1', personId, browserHash: 'b1', expiresAtMs: at, wrongCodes: 0 };
  await signInStore(table, now).keep(attempt, undefined);
  const entry = { id: 'a1', newsletterId: paper, at, personId, via: 'desk', act: '/out' } as const;
  await auditLog(table).begin(entry);
}

async function writeItems(table: Table): Promise<void> {
  await gateSettingStore(table).change(paper, { settleMinutes: 30 });
  await noteWaitingPing(table, feedKey, at);
  const news = item(at, { key: 'k-long', content: long });
  await storeNews(table, [{ item: news, identityKeys: ['id:k-long'] }], now);
  const held = { item: item(at, { key: 'k-held' }), identityKeys: ['id:k-held'] } as const;
  await gateRows(table, table, now).hold({ ...held, why: ['surge'] } as never);
}

async function writePeople(table: Table): Promise<void> {
  const subscribers = subscriberStore(table, now);
  await subscribers.create(pending('golden', 'gold@readers.example'));
  await suppressAddress(table, 'bounced@readers.example', 'bounce', at);
  const leaving = {
    ...pending('leaving', 'leaving@readers.example'),
    lastSubmitted: { editionId: edition.id, batchId: 'b', messageId: 'm', at },
  };
  await subscribers.create(leaving);
  const left = toUnsubscribed(leaving, 'one-click', at);
  if (left) await subscribers.save(leaving.id, left.expected, left.changes);
  const erased = pending('erased', 'erased@readers.example');
  await subscribers.create(erased);
  await suppressAddress(table, erased.addressKey, 'complaint', at);
  await eraseSubscriber(table, erased, at);
  await consentWordsStore(table, now).noteWords({ version: 'w1', text: 'I want it.' });
  await windowStore(table, now).take(window, 1);
  await countTrouble(table, 'bounces', at);
}

async function writeTicks(table: Table): Promise<void> {
  await pausedSiteStore(table).pause('feeds.example', at + dayMs);
  await pollTickStore(table).remember(at);
  await eventTickStore(table, now).heard(at);
  const schema = schemaStore(table);
  await schema.begin(1);
  await schema.noteCursor({ version: 2, changed: 1, after: { pk: 'a', sk: 'b' } });
}

type Read = (table: Table) => Promise<unknown>;

/** Reads the row of a sample by its keys, with the reader of its kind. */
const sampled =
  (name: string): Read =>
  async (table) => {
    const { row, read } = samples[name] as Sample;
    const kept = await getRow(table, { pk: String(row.pk), sk: String(row.sk) });
    if (kept === undefined) throw new Error(`There is no ${name}.`);
    return read(kept);
  };

/** What is read of each kind of row, by its name in functions/store/table.ts. */
export const readings: Readonly<Record<string, Read>> = {
  newsletter: sampled('newsletter'),
  feed: sampled('feed'),
  'former feed': (table) => getRow(table, keys.formerFeed(paper, 'feed1')),
  gate: (table) => gateSettingStore(table).load(paper),
  subscription: sampled('subscription'),
  ping: (table) => waitingPings(table, at),
  readers: (table) => readerCountStore(table).load(paper),
  segment: sampled('segment'),
  item: sampled('item'),
  'item’s texts': (table) =>
    itemStore(table).whole(paper, [{ feedId: 'feed1', key: 'k-long', firstSeenAt: at }]),
  seen: async (table) => [...(await itemStore(table).seen(feedKey, ['id:k-long']))],
  'at the gate': (table) => gateRows(table, table, now).list(feedKey),
  subscriber: sampled('subscriber'),
  address: (table) => subscriberStore(table, now).findByAddress(paper, 'gold@readers.example'),
  suppression: (table) => loadSuppression(table, 'bounced@readers.example'),
  'the same': (table) => loadSuppression(table, 'erased@readers.example'),
  erased: async (table) => {
    const sought = [{ addressKey: 'erased@readers.example', hashes: [] }];
    return [...(await findMany(table, paper, sought, at)).values()];
  },
  gone: async (table) => {
    const key = await goneKey(table, 'erased');
    return key && getRow(table, key);
  },
  words: (table) => consentWordsStore(table, now).wordsOf('w1'),
  window: (table) => windowStore(table, now).take(window, 0),
  edition: sampled('edition'),
  batch: sampled('batch'),
  stragglers: sampled('stragglers'),
  'its marks': (table) => markStore(table, now).recorded('golden'),
  'last call': (table) => callStore(table, now).load(paper, at),
  'next call': async (table) => (await callStore(table, now).due(at)).newsletters,
  mark: (table) => markStore(table, now).list(paper),
  content: sampled('content'),
  'its record': async (table) => getRow(table, keys.contentRecord('long', 1)),
  archive: async (table) =>
    (await archiveStore(table).due(at)).map(({ newsletterId }) => newsletterId),
  published: sampled('published'),
  notice: sampled('notice'),
  hooks: sampled('hooks'),
  'default move': sampled('defaultMove'),
  delivery: sampled('delivery'),
  pace: sampled('pace'),
  returns: sampled('returns'),
  import: sampled('import'),
  deletion: sampled('deletion'),
  'its parts': async (table) => (await importParts(table).get(importPart)) && 'bytes',
  reputation: (table) => dayOfSending(table, at),
  trace: sampled('trace'),
  move: async (table) => {
    const page = { before: undefined, limit: 50 };
    const { moves } = await movesBook(table, now).moves(paper, at, page);
    return moves.map(({ place: _, ...move }) => move);
  },
  'its counts': (table) => dayCounts(table, paper, at, at),
  'of editions': (table) => growthBook(table).editions(paper, at, at, 50),
  'gone after': async (table) => {
    const wanted = { newsletterId: paper, editionId: edition.id, limit: 50, now: at };
    const moves = await leavingsOf(table, wanted);
    return moves.map(({ place: _, ...move }) => move);
  },
  'edition list': async (table) =>
    (await editionStore(table, now).list(paper, 0)).map(({ id }) => id),
  'paused site': async (table) => [...(await pausedSiteStore(table).at(at))],
  'poll tick': (table) => pollTickStore(table).last(),
  'event tick': (table) => eventTickStore(table, () => at + dayMs).heeded(),
  upkeep: (table) => getRow(table, keys.upkeep('DUE')),
  person: (table) => peopleStore(table).list(),
  'person at': (table) =>
    getRow(
      table,
      keys.personAt(createHash('sha256').update(person.addressKey).digest('base64url')),
    ),
  session: (table) => sessionStore(table).find('p1', 'h1'),
  token: (table) => tokenStore(table).find('p1', 't1'),
  passkey: (table) => passkeyStore(table).find('p1', 'h3'),
  challenge: (table) => passkeyStore(table).challenges.spend(challenge, at),
  'sign-in': (table) => signInStore(table, now).load('i1'),
  audit: (table) => auditLog(table).list(paper, { limit: 1 }),
  schema: (table) => schemaStore(table).version(),
  migration: (table) => schemaStore(table).cursor(),
};

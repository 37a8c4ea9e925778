/** One of each noun with every attribute that it can have, and the functions to and from its row. */

import type { Notice } from '../../functions/config/notice.ts';
import type { PublishedEdition } from '../../functions/edition/archive.ts';
import type { Batch } from '../../functions/edition/batch.ts';
import type { Content } from '../../functions/edition/content.ts';
import type { Edition, Stragglers } from '../../functions/edition/edition.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { DeletionRecord } from '../../functions/edition/plan/deletion-record.ts';
import type { Segment } from '../../functions/edition/segment.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import type { Item } from '../../functions/feed/item.ts';
import type { Subscription } from '../../functions/feed/websub/subscription.ts';
import type { Delivery } from '../../functions/hook/deliver.ts';
import type { Hook } from '../../functions/hook/hook.ts';
import type { Pace } from '../../functions/mail/pace-book.ts';
import type { Returns } from '../../functions/mail/returns.ts';
import { publishedOf, publishedRow } from '../../functions/store/archive-row.ts';
import { batchOf, batchRow } from '../../functions/store/batch-row.ts';
import type { Row } from '../../functions/store/client.ts';
import { contentOfRow, contentRow } from '../../functions/store/content-row.ts';
import { moveOf, moveRow } from '../../functions/store/default-moves.ts';
import { deletionOf, deletionRow } from '../../functions/store/deletions.ts';
import { deliveryOf } from '../../functions/store/deliveries.ts';
import { editionOf, editionRow } from '../../functions/store/edition-row.ts';
import { feedOf, feedRow } from '../../functions/store/feed-row.ts';
import { hooksOf } from '../../functions/store/hooks.ts';
import { importOf, importRow } from '../../functions/store/import-row.ts';
import { itemOf, itemRows } from '../../functions/store/item-row.ts';
import { newsletterOf, newsletterRow } from '../../functions/store/newsletter-row.ts';
import { notedOf } from '../../functions/store/notice-row.ts';
import { paceOf } from '../../functions/store/pace-row.ts';
import { returnsOf } from '../../functions/store/returns.ts';
import { segmentOf } from '../../functions/store/segment-row.ts';
import { stragglersOf } from '../../functions/store/stragglers.ts';
import { fromRow, toRow } from '../../functions/store/subscriber-row.ts';
import { subscriptionOf } from '../../functions/store/subscription-row.ts';
import { suppressionOf } from '../../functions/store/suppression-row.ts';
import { keys } from '../../functions/store/table.ts';
import { type Trace, traceOf } from '../../functions/store/trace-row.ts';
import type { DefaultMove } from '../../functions/subscriber/default-move.ts';
import type { StoredImport } from '../../functions/subscriber/import/stored-import.ts';
import type { ReaderLetter } from '../../functions/subscriber/reader-letter.ts';
import type {
  Consent,
  LetterProgress,
  Subscriber,
  Suppression,
} from '../../functions/subscriber/subscriber.ts';

/** A noun, the row that holds it, and how the row is read. */
export interface Sample {
  readonly noun: object;
  readonly row: Row;
  readonly read: (row: Row) => object;
}

const at = Date.parse('2026-05-01T12:00:00Z');
const schedule = { cadence: 'weekly', weekday: 5, hour: 7, zone: 'Europe/Berlin' } as const;
const sections = ['news'];

const consent: Required<Consent> = {
  requestedAt: at,
  requestedFrom: '192.0.2.1',
  wordsVersion: '1',
  confirmedAt: at,
  confirmedFrom: '192.0.2.1',
  confirmationId: 'c1',
  withdrawnAt: at,
  withdrawnBy: 'page',
  withdrawnReason: 'other',
  restoredAt: at,
  restoredFrom: '192.0.2.1',
  addressChangedAt: at,
  addressChangedFrom: '192.0.2.1',
  addressChangeId: 'a1',
  importedAt: at,
  importedFrom: 'ghost',
  importedState: 'member',
  importedProof: 'the old list',
};

const subscriber: Required<Subscriber> = {
  id: 'r1',
  newsletterId: 'paper',
  address: 'Ann@readers.example',
  addressKey: 'ann@readers.example',
  state: 'confirmed',
  suppressed: false,
  schedule,
  sections: 'all',
  usual: true,
  pausedUntil: at,
  language: 'de',
  receivedThrough: at,
  receivesSince: at,
  segmentId: 'weekly-1',
  consent,
  pastConsents: [consent],
  confirmation: {
    id: 'c1',
    state: 'claimed',
    at,
    attempt: 1,
    owner: 'o1',
    messageId: 'm1',
    reason: 'none',
  },
  addressChange: { id: 'a1', address: 'b@x.example', addressKey: 'b@x.example', at },
  formerAddress: { id: 'a0', address: 'a@x.example', addressKey: 'a@x.example', at },
  comebackId: 'c1',
  confirmationsAsked: 1,
  expiresAt: at,
  claim: { editionId: 'e1', batchId: 'b1', owner: 'o1', at, cutoff: at, attempt: 1 },
  passedOver: { batchId: 'b1', reason: 'refused', words: 'Rejected' },
  lastSubmitted: { editionId: 'e1', batchId: 'b1', messageId: 'm1', at, late: true },
  bouncesAt: [at],
  createdAt: at,
};

const segment: Required<Segment> = {
  id: 'weekly-1',
  newsletterId: 'paper',
  schedule,
  sections,
  language: 'de',
  dueAt: at,
  joinedAt: at,
};

const edition: Required<Edition> = {
  id: 'e1',
  newsletterId: 'paper',
  segmentId: 'weekly-1',
  schedule,
  sections,
  language: 'de',
  scheduledAt: at,
  cutoff: at,
  state: 'held',
  held: { reasons: [{ level: 'error', check: 'surge', count: 9 }], during: 'planning', at },
  released: true,
  releasedAt: at,
  wakeAt: at,
  attempts: 1,
  contentKey: 'c0ffee',
  markIds: ['m1'],
  cursor: { shard: 1, reader: 'r1' },
  readers: 1,
  batches: 1,
  batchesDone: 1,
  submitted: 1,
  refused: 1,
  skipped: 1,
  passedOver: { nothingNew: 1, paused: 1, ahead: 1 },
  stragglers: ['r1', 'r2'],
};

const stragglers: Required<Stragglers> = { batchId: 'b1', readers: ['r1'] };

const batch: Required<Batch> = {
  editionId: 'e1',
  id: 'b1',
  newsletterId: 'paper',
  segmentId: 'weekly-1',
  contentKey: 'c1',
  from: at,
  cutoff: at,
  readers: ['r1', 'r2', 'r3'],
  outcomes: {
    r1: { kind: 'submitted', messageId: 'm1', at },
    r2: { kind: 'refused', reason: 'Rejected', at, kept: true },
    r3: { kind: 'skipped', reason: 'paused', at },
  },
  state: 'open',
  written: 2,
};

const ref = { feedId: 'f1', key: 'k1' };

const content: Required<Content> = {
  key: 'c1',
  newsletterId: 'paper',
  subject: 'News',
  html: ['<p>', { personal: 'unsubscribe' }],
  text: ['News', { personal: 'preferences' }],
  excerptChars: 200,
  stories: [{ ...ref, title: 'A' }],
  lead: { item: { feedId: 'f', key: 'k' }, reasons: ['fresh'] },
  plain: ['https://feeds.example/a'],
  page: { html: '<p>', dateLine: 'Friday', preview: 'News', stories: [{ title: 'A', link: 'a' }] },
  items: [ref],
  excluded: [{ item: ref, reason: 'same-story', as: ref }],
  findings: [
    { level: 'warning', check: 'deadLink', count: 1, example: 'https://x.example' },
    { level: 'error', check: 'tooBig', count: 1 },
  ],
};

const feed: Required<Feed> = {
  id: 'f1',
  newsletterId: 'paper',
  sectionId: 'news',
  url: 'https://feeds.example/one.xml',
  title: 'One',
  siteUrl: 'https://feeds.example',
  fullText: 'auto',
  addedAt: at,
  intervalMinutes: 30,
  chosenMinutes: 30,
  intervalChangedAt: at,
  askedMinutes: 15,
  restTimes: { hours: [1], days: [0] },
  started: true,
  backlogItems: 0,
  state: 'active',
  validators: { etag: '"1"', lastModified: 'then', url: 'https://feeds.example/one.xml' },
  hub: { hub: 'https://hub.example', topic: 'https://feeds.example/one.xml' },
  bodyHash: 'abc',
  notBefore: at,
  failures: 1,
  lastError: 'none',
  lastChangedAt: at,
  readAt: at,
  storing: true,
  ends: [['^AbCdEfGh', '$IjKlMnOp']],
  habit: { since: at, newsAt: at, items: 1, rate: 0.5, late: 0.5 },
  hold: { since: at, items: 1, filling: true },
  isBlank: true,
  settleMinutes: 15,
  approval: { hours: 24, otherwise: 'drop' },
  filters: [{ does: 'drop', by: 'words', value: 'raffle' }],
  gateAt: at,
  lately: ['i-1'],
  shown: ['i-1'],
  pagesLeft: ['i-3'],
  pagesRefused: 1,
  withdrawn: ['i-2'],
  moved: { url: 'https://feeds.example/two.xml', since: at, at, times: 1 },
  renamedAt: at,
  failingSince: at,
  stoppedByClosing: true,
  takenUpAt: at,
  failingToldAt: at,
  silentToldAt: at,
  plainToldAt: at,
};

const item: Required<Omit<Item, 'print'>> = {
  key: 'k1',
  newsletterId: 'paper',
  feedId: 'f1',
  firstSeenAt: at,
  id: 'urn:1',
  title: 'A story',
  link: 'https://feeds.example/1',
  publishedAt: at,
  updatedAt: at,
  author: 'Ann',
  summary: '<p>',
  content: '<p>',
  categories: ['a'],
  enclosures: [{ url: 'https://feeds.example/1.mp3', type: 'audio/mpeg' }],
  image: 'https://feeds.example/1.png',
  playSeconds: 2_530,
  admittedBy: 'owner',
  keptOut: { rule: 'withdrawn', reason: 'Gone.', at },
};

/** Short texts stand in the item's own row. */
const [itemRow = {}] = itemRows(item);

const newsletter: Required<Newsletter> = {
  id: 'paper',
  name: 'The Test Paper',
  description: 'News',
  language: 'en',
  zone: 'UTC',
  sender: { name: 'The Test Paper', address: 'news@paper.example' },
  privacy: {
    contact: 'Ann',
    authority: 'The office',
    text: 'More.',
    consent: 'And more.',
    url: 'https://x.example/',
  },
  replyTo: 'desk@paper.example',
  ownerAddress: 'owner@paper.example',
  postalAddress: '1 Quay, Nowhere',
  sections: [{ id: 'news', name: 'News' }],
  cadences: ['daily', 'weekly'],
  defaultSchedule: schedule,
  itemsMax: 40,
  excerptChars: 200,
  images: true,
  archive: 'public',
  home: 'listed',
  sending: { mode: 'veto', lastCallMinutes: 60 },
  theme: {
    light: { accent: '#8c2f22', text: '#000000', background: '#ffffff' },
    logo: { url: 'https://paper.example/logo.png', alt: 'The Test Paper' },
    font: 'serif',
    footer: 'Bye',
  },
  embedOrigins: ['https://www.paper.example'],
  letters: ['welcome'],
  closedAt: at,
  endToldAt: at,
  appliedAt: at,
  createdAt: at,
};

const published: Required<PublishedEdition> = {
  newsletterId: 'paper',
  key: 'c1',
  at,
  through: at,
  subject: 'News',
  preview: 'News',
  dateLine: 'Friday',
  stories: [{ title: 'A', link: 'https://feeds.example/1' }],
  picture: 'https://feeds.example/1.jpg',
};

const notice: Required<Notice> = {
  proof: { contentKey: 'c1', scheduledAt: at, to: 'a@x.example' },
  signIn: { attemptId: 'i1', personId: 'p1', until: at },
  passkey: { personId: 'p1' },
  id: 'n1',
  newsletterId: 'paper',
  kind: 'feedGone',
  values: { feed: 'One' },
  at,
};

const hook: Required<Hook> = {
  id: 'h1',
  url: 'https://hooks.example/',
  events: ['reader.joined', 'edition.held'],
  createdAt: at,
  failure: { at, reason: 'It answered 500.' },
  takenAt: at,
  wellSince: at,
  offSince: at,
};

const delivery: Required<Delivery> = {
  happening: {
    id: 'held-e1-x',
    newsletterId: 'paper',
    event: 'edition.held',
    at,
    facts: { edition: 'e1', reasons: ['noSubject'], submitted: 1 },
  },
  tries: 1,
  dueAt: at,
  open: ['h1'],
};

const progress: Required<LetterProgress> = {
  state: 'refused',
  at,
  attempt: 2,
  owner: 'worker-1',
  messageId: 'm1',
  reason: 'Unknown.',
};

const letter: Required<ReaderLetter> = {
  id: 'l1',
  kind: 'welcome',
  newsletterId: 'paper',
  subscriberId: 'r1',
  changeId: 'a1',
  at,
};

const returns: Required<Returns> = {
  handedAt: at,
  copiedAt: at,
  mailbox: {
    host: 'imap.example',
    place: {
      box: 'b@imap.example/INBOX',
      validity: '7',
      through: 9,
      waiting: [{ uid: 3, times: 1 }],
    },
    failing: { since: at, reason: 'It does not answer.' },
  },
};

const pace: Required<Pace> = {
  version: 1,
  quota: { maxPerSecond: 14, max24Hour: 50_000, sentLast24Hours: 1 },
  quotaReadAt: at,
  takenSince: 1,
  nextAt: at,
  nextConfirmationAt: at,
  haltedUntil: at,
  haltReason: 'none',
  halt: { since: at, tries: 1 },
  acceptedAt: at,
  doubts: [{ about: 'edition e1', since: at, at, times: 1 }],
  paused: { at, by: 'owner', reason: 'a pause' },
  warmUp: { from: at, firstDay: 100 },
};

const subscription: Required<Subscription> = {
  newsletterId: 'paper',
  feedId: 'f1',
  hub: 'https://hub.example',
  topic: 'https://feeds.example/one.xml',
  asked: 'subscribe',
  seed: 's1',
  dueAt: at,
  failures: 0,
  fetchAt: at,
  waitsUntil: at,
};

const suppression: Required<Suppression> = { reason: 'complaint', at };

const defaultMove: Required<DefaultMove> = {
  ...{ newsletterId: 'paper', version: 7, state: 'running', to: schedule, by: 'p1' },
  ...{ createdAt: at, startedAt: at, endedAt: at, lookAgainAt: at },
  place: { segmentId: 'weekly-1', shard: 3, reader: 'r1' },
  underway: ['r1'],
  from: [{ schedule, readers: 2 }],
  ...{ staying: 1, moved: 1, changed: 1 },
  worker: { token: 'w1', until: at },
};

const deletion: Required<DeletionRecord> = {
  ...{ newsletterId: 'former', name: 'The Former Paper', version: 9, state: 'removing' },
  ...{ keepsArchive: true, tellsReaders: true, by: 'p1', askedAt: at, startsAt: at, closedAt: at },
  ...{ wasOpen: true, removingSince: at, endedAt: at, lookAgainAt: at, look: 2, found: 3, told: 4 },
  place: { index: 5, after: 'ann@readers.example' },
  gone: { reader: 1, feed: 2, item: 3, edition: 4, published: 5, page: 6, rest: 7 },
  worker: { token: 'w1', until: at },
};

const stored: Required<StoredImport> = {
  newsletterId: 'paper',
  importId: '001777636800000-i1',
  version: 3,
  state: 'undoing',
  name: 'list.csv',
  createdAt: at,
  by: 'p1',
  bytes: 100,
  statement: {
    proof: { source: 'a form', since: '2019', wording: 'Yes, please.' },
    columns: [['kind', 'aside']],
    isAllSubscribed: true,
  },
  reading: 1,
  parts: 1,
  rows: 2,
  row: 1,
  part: 0,
  counts: { takenBack: 1 },
  underway: [2],
  foreseen: { confirmed: 2 },
  hash: 'h1',
  newsletterHash: 'n1',
  startedAt: at,
  ran: { rows: 2, counts: { confirmed: 2 } },
  endedAt: at,
  worker: { token: 'w1', until: at },
  lookAgainAt: at,
};

const trace: Required<Trace> = { at, messageId: 'm1', report: { kind: 'bounced', reason: 'full' } };

/** The samples by the name of their noun. */
export const samples: Readonly<Record<string, Sample>> = {
  subscriber: { noun: subscriber, row: toRow(subscriber), read: fromRow },
  segment: {
    noun: segment,
    row: { ...keys.segment('paper', 'weekly-1'), ...segment, dueKind: 'segment' },
    read: segmentOf,
  },
  edition: { noun: edition, row: editionRow(edition), read: editionOf },
  batch: { noun: batch, row: batchRow(batch), read: batchOf },
  stragglers: {
    noun: stragglers,
    row: { ...keys.stragglers('e1', 'b1'), ...stragglers, readers: new Set(stragglers.readers) },
    read: stragglersOf,
  },
  content: { noun: content, row: contentRow(content), read: contentOfRow },
  feed: { noun: feed, row: feedRow(feed, '30#1'), read: feedOf },
  item: { noun: item, row: itemRow, read: (row) => itemOf(row) },
  newsletter: { noun: newsletter, row: newsletterRow(newsletter), read: newsletterOf },
  published: { noun: published, row: publishedRow(published), read: publishedOf },
  notice: {
    noun: { kind: 'notice', notice, progress },
    row: { ...keys.notice('n1'), notice, attempt: 1, progress },
    read: notedOf,
  },
  letter: {
    noun: { kind: 'letter', letter, progress },
    row: { ...keys.notice('l1'), notice: letter, attempt: 1, progress },
    read: notedOf,
  },
  hooks: {
    noun: [hook],
    row: { ...keys.hooks('paper'), hooks: { h1: hook } },
    read: hooksOf,
  },
  delivery: {
    noun: delivery,
    row: { ...keys.delivery('held-e1-x'), ...delivery, newsletterId: 'paper', dueKind: 'delivery' },
    read: deliveryOf,
  },
  pace: { noun: pace, row: { ...keys.pace, pace }, read: paceOf },
  returns: { noun: returns, row: { ...keys.returns, ...returns }, read: returnsOf },
  subscription: {
    noun: subscription,
    row: { ...keys.websub('paper', 'f1'), ...subscription, dueKind: 'websub' },
    read: subscriptionOf,
  },
  suppression: {
    noun: suppression,
    row: { ...keys.suppression('ann@readers.example'), ...suppression },
    read: suppressionOf,
  },
  defaultMove: { noun: defaultMove, row: moveRow(defaultMove), read: moveOf },
  deletion: { noun: deletion, row: deletionRow(deletion), read: deletionOf },
  import: { noun: stored, row: importRow(stored), read: importOf },
  trace: { noun: trace, row: { ...keys.trace('r1', 'm1#bounced'), ...trace }, read: traceOf },
};

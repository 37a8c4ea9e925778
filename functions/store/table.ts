/**
 * The table on one page. Every row of Paperboy is here: its keys, and which index finds it.
 *
 * | row          | pk                        | sk                       | found by                  |
 * |--------------|---------------------------|--------------------------|---------------------------|
 * | newsletter   | NEWSLETTERS               | id                       |                           |
 * | feed         | NEWSLETTER#n              | FEED#id                  | poll: slot, due: gate     |
 * | former feed  | NEWSLETTER#n              | FEED-FORMER#id           |                           |
 * | gate         | NEWSLETTER#n              | GATE                     |                           |
 * | subscription | NEWSLETTER#n              | WEBSUB#feed              | due: websub               |
 * | ping         | NEWSLETTER#n              | PING#feed                | due: ping                 |
 * | readers      | NEWSLETTER#n              | READERS                  | due: readers              |
 * | hooks        | NEWSLETTER#n              | HOOKS                    |                           |
 * | default move | NEWSLETTER#n              | DEFAULT-MOVE             | due: default-move         |
 * | segment      | NEWSLETTER#n              | SEGMENT#id               | due: segment              |
 * | item         | ITEMS#n#yyyy-mm-dd        | first-seen#feed#key      | find: in order            |
 * | item's texts | TEXTS#n#yyyy-mm-dd        | first-seen#feed#key      |                           |
 * | seen         | SEEN#n#feed               | identity                 |                           |
 * | at the gate  | HELD#n#feed               | found#key                |                           |
 * | subscriber   | SUBSCRIBER#id             | SUBSCRIBER               | segment, due: confirmation, retention |
 * | address      | ADDRESS#key               | NEWSLETTER#n             | find, segment: all        |
 * | suppression  | ADDRESS#key               | SUPPRESSION              | due: suppression          |
 * | the same     | SUPPRESSED#hash           | SUPPRESSED               |                           |
 * | erased       | ERASED#hash               | ERASED                   |                           |
 * | gone         | GONE#hash                 | GONE                     |                           |
 * | words        | WORDS#version             | WORDS                    |                           |
 * | window       | WINDOW#kind#name          | start                    |                           |
 * | edition      | EDITION#id                | EDITION                  | due: edition, held        |
 * | batch        | EDITION#id#part           | BATCH#id                 | due: batch                |
 * | stragglers   | EDITION#id                | STRAGGLERS#batch         |                           |
 * | its marks    | EDITION#id                | MARKS                    |                           |
 * | last call    | CALLS#n                   | instant                  | due: call                 |
 * | next call    | NEWSLETTER#n              | CALL                     | due: call                 |
 * | mark         | MARKS#n                   | until#id                 |                           |
 * | content      | CONTENT#key               | CONTENT                  |                           |
 * | its record   | CONTENT#key               | RECORD#n                 |                           |
 * | archive      | NEWSLETTER#n              | ARCHIVE                  | due: archive              |
 * | published    | ARCHIVE#n                 | instant#content          |                           |
 * | notice       | NOTICE#id                 | NOTICE                   | due: notice               |
 * | delivery     | DELIVERY#id               | DELIVERY                 | due: delivery             |
 * | pace         | PACE                      | ACCOUNT                  |                           |
 * | returns      | RETURNS                   | MAIL                     |                           |
 * | reputation   | REPUTATION                | hour                     |                           |
 * | trace        | TRACE#subscriber          | message#kind             |                           |
 * | move         | MOVES#n#yyyy-mm-dd        | instant#reader#kind      |                           |
 * | its counts   | COUNTS#n                  | DAY#yyyy-mm-dd#part      |                           |
 * | of editions  | COUNTS#n                  | EDITION#id#part          |                           |
 * | gone after   | LEAVINGS#n                | edition#move             |                           |
 * | edition list | EDITIONS#n                | instant#edition          |                           |
 * | paused site  | PAUSED                    | site                     |                           |
 * | poll tick    | POLL                      | TICK                     |                           |
 * | event tick   | EVENTS                    | TICK                     |                           |
 * | upkeep       | UPKEEP                    | what was done            |                           |
 * | person       | PEOPLE                    | id                       |                           |
 * | person at    | PEOPLEAT                  | hash of the address      |                           |
 * | session      | SESSIONS#person           | hash                     |                           |
 * | token        | TOKENS                    | id                       |                           |
 * | passkey      | PASSKEYS                  | person#id                |                           |
 * | challenge    | CHALLENGE#id              | CHALLENGE                |                           |
 * | sign-in      | SIGNIN#id                 | SIGNIN                   |                           |
 * | audit        | AUDIT#n                   | instant#id               |                           |
 * | schema       | SCHEMA                    | VERSION                  |                           |
 * | migration    | SCHEMA                    | CURSOR                   |                           |
 * | import       | IMPORTS#n                 | instant-id               | due: import               |
 * | its parts    | IMPORT#id                 | kind#number              |                           |
 * | deletion     | DELETIONS                 | newsletter               | due: deletion             |
 *
 * The `due` index holds only rows that something must look at by a certain instant, and loses them
 * when that is done: no door ever scans. `segment` has who may be mailed, and all by id.
 */
const day = (instant: number) => new Date(instant).toISOString().slice(0, 10);

/** Fixed width, so that text order is time order. */
const instantKey = (instant: number) => String(instant).padStart(15, '0');

const batchPartition = (editionId: string, lastDigit: string) =>
  `EDITION#${editionId}#${lastDigit}`;

/** Where the rows stand that are read with their newsletter. */
const inNewsletter = (newsletterId: string, sk: string) => ({
  pk: `NEWSLETTER#${newsletterId}`,
  sk,
});

/** The keys of every kind of row. */
export const keys = {
  newsletters: { pk: 'NEWSLETTERS' },
  newsletter: (id: string) => ({ pk: 'NEWSLETTERS', sk: id }),
  newsletterPartition: (id: string) => `NEWSLETTER#${id}`,
  feed: (newsletterId: string, feedId: string) => inNewsletter(newsletterId, `FEED#${feedId}`),
  /** That there was one: what was seen of it is found by its id. */
  formerFeed: (newsletterId: string, feedId: string) =>
    inNewsletter(newsletterId, `FEED-FORMER#${feedId}`),
  /** What the owner says of the gate for all feeds. */
  gate: (newsletterId: string) => ({ pk: `NEWSLETTER#${newsletterId}`, sk: 'GATE' }),
  websub: (newsletterId: string, feedId: string) => inNewsletter(newsletterId, `WEBSUB#${feedId}`),
  ping: (newsletterId: string, feedId: string) => inNewsletter(newsletterId, `PING#${feedId}`),
  readers: (newsletterId: string) => ({ pk: `NEWSLETTER#${newsletterId}`, sk: 'READERS' }),
  hooks: (newsletterId: string) => ({ pk: `NEWSLETTER#${newsletterId}`, sk: 'HOOKS' }),
  /** Of readers to the default schedule: the latest. */
  defaultMove: (newsletterId: string) => ({
    pk: `NEWSLETTER#${newsletterId}`,
    sk: 'DEFAULT-MOVE',
  }),
  segment: (newsletterId: string, segmentId: string) =>
    inNewsletter(newsletterId, `SEGMENT#${segmentId}`),
  itemDay: (newsletterId: string, instant: number) => `ITEMS#${newsletterId}#${day(instant)}`,
  itemsFrom: (instant: number) => instantKey(instant),
  item: (newsletterId: string, firstSeenAt: number, feedId: string, key: string) => ({
    pk: `ITEMS#${newsletterId}#${day(firstSeenAt)}`,
    sk: `${instantKey(firstSeenAt)}#${feedId}#${key}`,
  }),
  /** The texts of an item, when they are too long for its own row. */
  itemTexts: (newsletterId: string, firstSeenAt: number, feedId: string, key: string) => ({
    pk: `TEXTS#${newsletterId}#${day(firstSeenAt)}`,
    sk: `${instantKey(firstSeenAt)}#${feedId}#${key}`,
  }),
  seen: (newsletterId: string, feedId: string, identity: string) => ({
    pk: `SEEN#${newsletterId}#${feedId}`,
    sk: identity,
  }),
  heldItems: (newsletterId: string, feedId: string) => `HELD#${newsletterId}#${feedId}`,
  heldItem: (newsletterId: string, feedId: string, firstSeenAt: number, key: string) => ({
    pk: `HELD#${newsletterId}#${feedId}`,
    sk: `${instantKey(firstSeenAt)}#${key}`,
  }),
  subscriber: (id: string) => ({ pk: `SUBSCRIBER#${id}`, sk: 'SUBSCRIBER' }),
  addressPartition: (addressKey: string) => `ADDRESS#${addressKey}`,
  address: (addressKey: string, newsletterId: string) => ({
    pk: `ADDRESS#${addressKey}`,
    sk: `NEWSLETTER#${newsletterId}`,
  }),
  suppression: (addressKey: string) => ({ pk: `ADDRESS#${addressKey}`, sk: 'SUPPRESSION' }),
  /** Of an address that nobody reads at, and that is not kept. */
  suppressed: (hash: string) => ({ pk: `SUPPRESSED#${hash}`, sk: 'SUPPRESSED' }),
  erased: (hash: string) => ({ pk: `ERASED#${hash}`, sk: 'ERASED' }),
  /** Of a reader's id: that the row went for good. */
  gone: (hash: string) => ({ pk: `GONE#${hash}`, sk: 'GONE' }),
  /** Words of consent, by the version that consents name. */
  words: (version: string) => ({ pk: `WORDS#${version}`, sk: 'WORDS' }),
  window: (kind: string, name: string, startsAt: number) => ({
    pk: `WINDOW#${kind}#${name}`,
    sk: instantKey(startsAt),
  }),
  moveDay: (newsletterId: string, instant: number) => `MOVES#${newsletterId}#${day(instant)}`,
  /** That a reader came, left, or is not mailed any more. */
  readerMove: (newsletterId: string, at: number, readerId: string, kind: string) => ({
    pk: `MOVES#${newsletterId}#${day(at)}`,
    sk: `${instantKey(at)}#${readerId}#${kind}`,
  }),
  countsPartition: (newsletterId: string) => `COUNTS#${newsletterId}`,
  countsFrom: (instant: number) => `DAY#${day(instant)}`,
  /** What is counted of a day, in parts, so that readers who move at once seldom meet on a row. */
  dayCounts: (newsletterId: string, at: number, part: number) => ({
    pk: `COUNTS#${newsletterId}`,
    sk: `DAY#${day(at)}#${part}`,
  }),
  editionCounts: (newsletterId: string, editionId: string, part: number) => ({
    pk: `COUNTS#${newsletterId}`,
    sk: `EDITION#${editionId}#${part}`,
  }),
  leavingsPartition: (newsletterId: string) => `LEAVINGS#${newsletterId}`,
  /** In the order in which they went: names the move of who had got this edition last. */
  leaving: (
    newsletterId: string,
    editionId: string,
    at: number,
    readerId: string,
    kind: string,
  ) => ({
    pk: `LEAVINGS#${newsletterId}`,
    sk: `${editionId}#${instantKey(at)}#${readerId}#${kind}`,
  }),
  edition: (id: string) => ({ pk: `EDITION#${id}`, sk: 'EDITION' }),
  stragglers: (editionId: string, batchId: string) => ({
    pk: `EDITION#${editionId}`,
    sk: `STRAGGLERS#${batchId}`,
  }),
  /** The marks with which it was planned. */
  editionMarks: (id: string) => ({ pk: `EDITION#${id}`, sk: 'MARKS' }),
  call: (newsletterId: string, scheduledAt: number) => ({
    pk: `CALLS#${newsletterId}`,
    sk: instantKey(scheduledAt),
  }),
  /** When it is to be looked for what is due next, so that it can be called. */
  nextCall: (newsletterId: string) => ({ pk: `NEWSLETTER#${newsletterId}`, sk: 'CALL' }),
  /** By the end of its time, so that what is over is not read. */
  mark: (newsletterId: string, until: number, id: string) => ({
    pk: `MARKS#${newsletterId}`,
    sk: `${instantKey(until)}#${id}`,
  }),
  /** A large edition would write more than one key range takes: its batches are spread by their id. */
  batch: (editionId: string, batchId: string) => ({
    pk: batchPartition(editionId, batchId.slice(-1)),
    sk: `BATCH#${batchId}`,
  }),
  batchPartitions: (editionId: string) =>
    Array.from('0123456789abcdef', (digit) => batchPartition(editionId, digit)),
  content: (key: string) => ({ pk: `CONTENT#${key}`, sk: 'CONTENT' }),
  /** A part of the list of its items that is too long for the content's own row. */
  contentRecord: (key: string, part: number) => ({
    pk: `CONTENT#${key}`,
    sk: `RECORD#${String(part).padStart(4, '0')}`,
  }),
  /** How far the public archive of a newsletter has come. */
  archive: (newsletterId: string) => ({ pk: `NEWSLETTER#${newsletterId}`, sk: 'ARCHIVE' }),
  archivePartition: (newsletterId: string) => `ARCHIVE#${newsletterId}`,
  archiveFrom: (instant: number) => instantKey(instant),
  published: (newsletterId: string, at: number, contentKey: string) => ({
    pk: `ARCHIVE#${newsletterId}`,
    sk: `${instantKey(at)}#${contentKey}`,
  }),
  notice: (id: string) => ({ pk: `NOTICE#${id}`, sk: 'NOTICE' }),
  delivery: (id: string) => ({ pk: `DELIVERY#${id}`, sk: 'DELIVERY' }),
  pace: { pk: 'PACE', sk: 'ACCOUNT' },
  /** How mail comes back to an installation with a relay. */
  returns: { pk: 'RETURNS', sk: 'MAIL' },
  pausedSite: (site: string) => ({ pk: 'PAUSED', sk: site }),
  pollTick: { pk: 'POLL', sk: 'TICK' },
  eventTick: { pk: 'EVENTS', sk: 'TICK' },
  /** That rows of an earlier release have been looked through once. */
  upkeep: (what: string) => ({ pk: 'UPKEEP', sk: what }),
  /** Which version the rows have. */
  schema: { pk: 'SCHEMA', sk: 'VERSION' },
  /** How far a migration has come. */
  migration: { pk: 'SCHEMA', sk: 'CURSOR' },
  /** By an id that begins with the instant. */
  import: (newsletterId: string, importId: string) => ({
    pk: `IMPORTS#${newsletterId}`,
    sk: importId,
  }),
  /** A slice of its list, rows that were understood, or what was told of it. */
  importPart: (importId: string, name: string) => ({ pk: `IMPORT#${importId}`, sk: name }),
  /** Of a newsletter: beside it, as it tells of its end. */
  deletion: (newsletterId: string) => ({ pk: 'DELETIONS', sk: newsletterId }),
  reputation: (instant: number) => ({ pk: 'REPUTATION', sk: instantKey(instant) }),
  trace: (subscriberId: string, what: string) => ({ pk: `TRACE#${subscriberId}`, sk: what }),
  person: (id: string) => ({ pk: 'PEOPLE', sk: id }),
  personAt: (addressHash: string) => ({ pk: 'PEOPLEAT', sk: addressHash }),
  session: (personId: string, hash: string) => ({ pk: `SESSIONS#${personId}`, sk: hash }),
  token: (id: string) => ({ pk: 'TOKENS', sk: id }),
  passkey: (personId: string, id: string) => ({ pk: 'PASSKEYS', sk: `${personId}#${id}` }),
  /** By a hash of what a device is asked. */
  challenge: (id: string) => ({ pk: `CHALLENGE#${id}`, sk: 'CHALLENGE' }),
  signIn: (id: string) => ({ pk: `SIGNIN#${id}`, sk: 'SIGNIN' }),
  audit: (newsletterId: string, at: number, id: string) => ({
    pk: `AUDIT#${newsletterId}`,
    sk: `${instantKey(at)}#${id}`,
  }),
  listedEdition: (newsletterId: string, scheduledAt: number, editionId: string) => ({
    pk: `EDITIONS#${newsletterId}`,
    sk: `${instantKey(scheduledAt)}#${editionId}`,
  }),
} as const;

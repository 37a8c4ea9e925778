/** The kinds of rows, by the names of their keys: which kind a row is of. */
import type { Key } from './client.ts';
import { keys } from './table.ts';

type Keys = typeof keys;

/** Every name in `keys` that gives the whole key of a row; a kind that is added there is one more. */
export type RowKind = {
  [Name in keyof Keys]: Keys[Name] extends Key
    ? Name
    : Keys[Name] extends (...facts: never[]) => Key
      ? Name
      : never;
}[keyof Keys];

/** What the keys of a kind are, or begin with when a star follows. */
const places: Readonly<Record<RowKind, readonly [pk: string, sk: string]>> = {
  newsletter: ['NEWSLETTERS', '*'],
  feed: ['NEWSLETTER#*', 'FEED#*'],
  formerFeed: ['NEWSLETTER#*', 'FEED-FORMER#*'],
  gate: ['NEWSLETTER#*', 'GATE'],
  websub: ['NEWSLETTER#*', 'WEBSUB#*'],
  ping: ['NEWSLETTER#*', 'PING#*'],
  readers: ['NEWSLETTER#*', 'READERS'],
  hooks: ['NEWSLETTER#*', 'HOOKS'],
  defaultMove: ['NEWSLETTER#*', 'DEFAULT-MOVE'],
  segment: ['NEWSLETTER#*', 'SEGMENT#*'],
  nextCall: ['NEWSLETTER#*', 'CALL'],
  archive: ['NEWSLETTER#*', 'ARCHIVE'],
  item: ['ITEMS#*', '*'],
  itemTexts: ['TEXTS#*', '*'],
  seen: ['SEEN#*', '*'],
  heldItem: ['HELD#*', '*'],
  subscriber: ['SUBSCRIBER#*', 'SUBSCRIBER'],
  address: ['ADDRESS#*', 'NEWSLETTER#*'],
  suppression: ['ADDRESS#*', 'SUPPRESSION'],
  suppressed: ['SUPPRESSED#*', 'SUPPRESSED'],
  erased: ['ERASED#*', 'ERASED'],
  gone: ['GONE#*', 'GONE'],
  words: ['WORDS#*', 'WORDS'],
  window: ['WINDOW#*', '*'],
  edition: ['EDITION#*', 'EDITION'],
  stragglers: ['EDITION#*', 'STRAGGLERS#*'],
  editionMarks: ['EDITION#*', 'MARKS'],
  batch: ['EDITION#*', 'BATCH#*'],
  call: ['CALLS#*', '*'],
  mark: ['MARKS#*', '*'],
  content: ['CONTENT#*', 'CONTENT'],
  contentRecord: ['CONTENT#*', 'RECORD#*'],
  published: ['ARCHIVE#*', '*'],
  notice: ['NOTICE#*', 'NOTICE'],
  delivery: ['DELIVERY#*', 'DELIVERY'],
  pace: [keys.pace.pk, keys.pace.sk],
  returns: [keys.returns.pk, keys.returns.sk],
  pausedSite: ['PAUSED', '*'],
  pollTick: [keys.pollTick.pk, keys.pollTick.sk],
  eventTick: [keys.eventTick.pk, keys.eventTick.sk],
  schema: [keys.schema.pk, keys.schema.sk],
  migration: [keys.migration.pk, keys.migration.sk],
  upkeep: ['UPKEEP', '*'],
  import: ['IMPORTS#*', '*'],
  importPart: ['IMPORT#*', '*'],
  deletion: ['DELETIONS', '*'],
  reputation: ['REPUTATION', '*'],
  trace: ['TRACE#*', '*'],
  readerMove: ['MOVES#*', '*'],
  dayCounts: ['COUNTS#*', 'DAY#*'],
  editionCounts: ['COUNTS#*', 'EDITION#*'],
  leaving: ['LEAVINGS#*', '*'],
  listedEdition: ['EDITIONS#*', '*'],
  person: ['PEOPLE', '*'],
  personAt: ['PEOPLEAT', '*'],
  session: ['SESSIONS#*', '*'],
  token: ['TOKENS', '*'],
  passkey: ['PASSKEYS', '*'],
  challenge: ['CHALLENGE#*', 'CHALLENGE'],
  signIn: ['SIGNIN#*', 'SIGNIN'],
  audit: ['AUDIT#*', '*'],
};

/** All of them. */
export const rowKinds = Object.keys(places) as RowKind[];

/** Of which kind a row with this key is; undefined of one that only a later release knows. */
export function rowKindOf({ pk, sk }: Key): RowKind | undefined {
  return rowKinds.find((kind) => {
    const [inPk, inSk] = places[kind];
    return fits(inPk, pk) && fits(inSk, sk);
  });
}

function fits(place: string, text: string): boolean {
  return place.endsWith('*') ? text.startsWith(place.slice(0, -1)) : text === place;
}

/**
 * What becomes of each kind of row when a table is restored: one rule a kind, which the compiler
 * asks for when a kind is added. Beside the table as it was, `then`, there is mostly the one of
 * today, `now`: it knows whom SES took a mail for and who has left since. Where it is gone, or never
 * was in this place, a row comes `alone`.
 */
import type { RowKind } from './row-kinds.ts';

/** What a restore does with the rows of a kind. */
export interface RestoreRule {
  /** It was there then and is now, and differs: which side is right, or whose fields are. */
  readonly both: 'now' | 'then' | 'settings of then' | 'reader';
  /** It was there then and is not now, in a newsletter that still is. */
  readonly gone: 'comes back' | 'afresh' | 'stays away' | 'reader' | 'suppression';
  /** It came since. */
  readonly since: 'stays' | 'goes';
  /**
   * Nobody knows what has happened since: the newsletter, or the whole table, is gone. `where it was`:
   * only if nothing has, as in a move.
   */
  readonly alone:
    | 'comes back'
    | 'where it was'
    | 'afresh'
    | 'stays away'
    | 'reader'
    | 'record'
    | 'with its reader';
  /** Why. */
  readonly why: string;
}

const machine = { both: 'now', gone: 'stays away', since: 'stays' } as const;
const ofNow = { ...machine, alone: 'stays away' } as const;
const movesAlong = { ...machine, alone: 'where it was' } as const;
const keptOnceKnown = { ...machine, gone: 'comes back', alone: 'comes back' } as const;

/** The rule of each kind. */
export const restoreRules: Readonly<Record<RowKind, RestoreRule>> = {
  newsletter: {
    both: 'then',
    gone: 'comes back',
    since: 'stays',
    alone: 'comes back',
    why: 'It is all its owner’s; one that was made since has readers of its own.',
  },
  feed: {
    both: 'settings of then',
    gone: 'afresh',
    since: 'goes',
    alone: 'afresh',
    why: 'What the owner set comes back. How far it was read is known by now only; one that nobody has read since begins as seen, or what was mailed would be news again.',
  },
  formerFeed: {
    ...keptOnceKnown,
    why: 'What was seen of it is there whichever side remembers it.',
  },
  gate: {
    both: 'then',
    gone: 'comes back',
    since: 'goes',
    alone: 'comes back',
    why: 'It is all its owner’s.',
  },
  subscriber: {
    both: 'reader',
    gone: 'reader',
    since: 'stays',
    alone: 'reader',
    why: 'Consent, cursor and claim are those of now. Who is gone without a trace comes back, and gets what is new from the restore on.',
  },
  address: {
    ...ofNow,
    why: 'It is written with its reader, so that no address has two.',
  },
  suppression: {
    both: 'now',
    gone: 'suppression',
    since: 'stays',
    alone: 'comes back',
    why: 'An address that must not be mailed stays so, unless its owner has let it be mailed since.',
  },
  suppressed: { ...keptOnceKnown, why: 'The same, where only a hash is left of the address.' },
  erased: { ...keptOnceKnown, why: 'Who has left or was erased is known by it for good.' },
  gone: {
    ...keptOnceKnown,
    why: 'The same, by the reader instead of the address, which may have been another one.',
  },
  words: { ...keptOnceKnown, why: 'Consents name them, and they never change.' },
  seen: {
    ...keptOnceKnown,
    why: 'What was seen once is never news again, whichever side remembers it.',
  },
  segment: {
    ...movesAlong,
    why: 'It knows what was planned. A reader who comes back opens it where it is missing; in a move it is due when it was.',
  },
  readers: { ...ofNow, why: 'A newsletter that comes back has it made and counted anew.' },
  archive: {
    ...movesAlong,
    why: 'How far the archive has come is known by now; a newsletter that comes back begins anew.',
  },
  hooks: {
    ...keptOnceKnown,
    why: 'Who is told is known by now; with a newsletter that is gone they come back.',
  },
  nextCall: { ...ofNow, why: 'It is made with its newsletter.' },
  websub: { ...ofNow, why: 'The hub knows the subscription of now; the next poll asks again.' },
  ping: { ...ofNow, why: 'It was heeded.' },
  item: {
    ...machine,
    alone: 'comes back',
    why: 'Where it is gone it was put aside, taken out, or is too old. Alone it is behind every cursor: a memory of what was told.',
  },
  itemTexts: { ...machine, alone: 'comes back', why: 'They are a part of their item.' },
  heldItem: {
    ...movesAlong,
    why: 'What waited then has been let go or dropped since; released again it would be mailed again. In a move it waits on.',
  },
  edition: {
    ...machine,
    alone: 'record',
    why: 'An edition that is planned again would be mailed again. One that was done is a record; what it lacked in a move is planned anew, for who has not had it.',
  },
  batch: { ...machine, alone: 'record', why: 'Outcomes are those of now; the same.' },
  stragglers: { ...ofNow, why: 'They are a part of an edition that is not done.' },
  editionMarks: { ...machine, alone: 'comes back', why: 'They are a record of an edition.' },
  listedEdition: { ...machine, alone: 'comes back', why: 'It is a line in the list of editions.' },
  call: { ...ofNow, why: 'Its preview was mailed, and answered or not.' },
  mark: { ...movesAlong, why: 'It is for the next edition; those of then have had theirs.' },
  content: { ...machine, alone: 'comes back', why: 'What was printed never changes.' },
  contentRecord: { ...machine, alone: 'comes back', why: 'It is a part of its content.' },
  published: {
    ...machine,
    alone: 'comes back',
    why: 'Where it is gone somebody took it down; with its newsletter its archive comes back.',
  },
  notice: { ...ofNow, why: 'A letter on its way then has gone out: it would be mailed twice.' },
  delivery: { ...ofNow, why: 'What happened then was told then, or is being told.' },
  import: {
    ...machine,
    alone: 'stays away',
    why: 'How far it came is known by now; one that would run again could bring back who has left since.',
  },
  defaultMove: {
    ...ofNow,
    why: 'How far it came is known by now; it is looked at anew at any time.',
  },
  deletion: {
    ...ofNow,
    why: 'Whether a newsletter is to be deleted is known by now; what comes back is deleted only if that is asked anew.',
  },
  importPart: { ...ofNow, why: 'It is a part of its import, and goes when that has ended.' },
  pace: { ...ofNow, why: 'It is about the SES account as it is now.' },
  reputation: { ...ofNow, why: 'The same.' },
  returns: { ...ofNow, why: 'It is about the mailbox as it is now.' },
  pausedSite: { ...ofNow, why: 'It is about other servers as they are now.' },
  window: { ...ofNow, why: 'It counts what came in the last minutes and hours.' },
  pollTick: { ...ofNow, why: 'Clocks go on.' },
  eventTick: { ...ofNow, why: 'Clocks go on.' },
  person: {
    ...machine,
    alone: 'comes back',
    why: 'Who was taken off the desk does not come back by a restore, and roles are those of now.',
  },
  personAt: {
    ...machine,
    alone: 'comes back',
    why: 'It goes with its person; one whose person is gone holds nobody back.',
  },
  session: { ...ofNow, why: 'Whoever wants in signs in again.' },
  token: { ...ofNow, why: 'One that was revoked since would open the desk again.' },
  passkey: {
    ...movesAlong,
    why: 'One that was removed since, or lost with its device, would open the desk again; its count is that of now. In a move it lets in whom it let in; who has none signs in by mail.',
  },
  challenge: { ...ofNow, why: 'It lasts minutes.' },
  signIn: { ...ofNow, why: 'It lasts minutes.' },
  audit: { ...keptOnceKnown, why: 'What was done was done.' },
  schema: { ...ofNow, why: 'It tells of which version the rows of now are; others are refused.' },
  migration: { ...ofNow, why: 'It is about the table of now.' },
  upkeep: { ...ofNow, why: 'It tells what was done to the table of now.' },
  readerMove: {
    ...machine,
    alone: 'comes back',
    why: 'It is a record of who came and left. A restore notes no moves of its own: who comes back was counted once.',
  },
  dayCounts: { ...machine, alone: 'comes back', why: 'The same, in numbers.' },
  editionCounts: { ...machine, alone: 'comes back', why: 'The same, by edition.' },
  leaving: { ...machine, alone: 'comes back', why: 'The same, one by one.' },
  trace: {
    ...machine,
    alone: 'with its reader',
    why: 'It tells what SES reported about a reader, and goes with them.',
  },
};

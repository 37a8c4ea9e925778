/**
 * How long what is known about people is kept, all on one page; `sweep` and the table's time to live
 * see to it, and the privacy notice tells it. All in milliseconds.
 */
import { dayMs } from './time.ts';

const monthMs = 30 * dayMs;

/** An address that was asked for a confirmation and never answered. */
export const unconfirmedKeptMs = 7 * dayMs;
/** A reader who has left, with the proof of the consent; then only a keyed hash says that they left. */
export const leftKeptMs = 12 * monthMs;
/** From which network a consent was given that was withdrawn since: as long as proof may be asked for. */
export const networksKeptMs = 12 * monthMs;
/** An address that a reader has moved from, or has asked to move to and not confirmed. */
export const otherAddressKeptMs = 7 * dayMs;
/** A reader whose address is suppressed: then as who has left. */
export const suppressedReaderKeptMs = 12 * monthMs;
/** The name of a suppressed address at which nobody reads; then only a keyed hash is left. */
export const suppressionNamedMs = monthMs;
/** What an owner can look up: editions, whom they went to by a random number, what SES reported, who came and left. */
export const recordKeptMs = 400 * dayMs;
/** Letters are of no interest once they went out; until then they are kept. */
export const letterKeptMs = 7 * dayMs;
/** What the Lambdas log, which names nobody (infra/cloud/constructs/doors.ts). */
export const logsKeptDays = 30;
/** How far back the table can be restored (infra/cloud/constructs/table.ts). */
export const backupsKeptDays = 14;
/** How long a hash tells which rows of readers went for good: a table restored later knows no better. */
export const goneKeptMs = 35 * dayMs;
/** No browser stays signed in at the desk for longer. */
export const sessionMsMax = 7 * dayMs;
/** No token for programs works for longer: who still wants it makes another. */
export const tokenMsMax = 366 * dayMs;

/** All that the pages of the desk read and write, put together. */
import type { ClosingDeps } from '../edition/plan/close.ts';
import type { ApiUses } from '../site/desk/api/api.ts';
import type { DefaultMoveUses } from '../site/desk/default-move-acts.ts';
import type { DeskDeps } from '../site/desk/desk.ts';
import type { EditionsBook } from '../site/desk/editions-uses.ts';
import type { EndUses } from '../site/desk/end-uses.ts';
import type { FeedsBook } from '../site/desk/feeds-uses.ts';
import type { ImportsBook } from '../site/desk/imports-uses.ts';
import type { NextPageBooks } from '../site/desk/next-meant.ts';
import type { ReadersBook } from '../site/desk/readers-uses.ts';
import type { GrowthDeps } from '../subscriber/growth.ts';
import type { ExportDeps } from '../subscriber/list/export-part.ts';
import { addressIndex } from './address-index.ts';
import { auditLog } from './audit.ts';
import type { Table } from './client.ts';
import { closingBook } from './closing-book.ts';
import { defaultMoveBook } from './default-moves.ts';
import { editionsDeskBook } from './editions-desk-book.ts';
import { feedsDeskBook } from './feeds-desk-book.ts';
import { growthBook } from './growth.ts';
import { healthBook } from './health-book.ts';
import { type HookStore, hookStore } from './hooks.ts';
import { importsDeskBook } from './imports-desk-book.ts';
import { listedReaders } from './listed-readers.ts';
import { newsletterStore } from './newsletters.ts';
import { nextBook } from './next-book.ts';
import { ownedCounts } from './owned-counts.ts';
import { passkeyStore } from './passkeys.ts';
import { peopleStore, sessionStore } from './people.ts';
import { readerSearch } from './reader-search.ts';
import { readerCountStore } from './readers.ts';
import { readersDeskBook } from './readers-desk-book.ts';
import { segmentStore } from './segments.ts';
import { type SettingsBook, settingsBook } from './settings-book.ts';
import { signInStore } from './sign-ins.ts';
import { type TodayBook, todayBook } from './today-book.ts';
import { type TokenStore, tokenStore } from './tokens.ts';
import { windowStore } from './windows.ts';

type OfTable =
  | 'newsletters'
  | 'newsletter'
  | 'people'
  | 'sessions'
  | 'passkeys'
  | 'audit'
  | 'windows';

/** What the desk has in this table. */
export interface DeskPagesBook
  extends Pick<DeskDeps, OfTable>,
    TodayBook,
    NextPageBooks,
    Omit<FeedsBook, 'marks'> {
  readonly ofEditions: EditionsBook;
  readonly settings: SettingsBook;
  readonly closing: ClosingDeps;
  readonly isFindable: () => Promise<boolean>;
  readonly ownedCounts: EndUses['ownedCounts'];
  readonly readers: ReadersBook;
  readonly imports: ImportsBook;
  readonly defaultMoves: DefaultMoveUses['defaultMoves'];
  readonly exporting: ExportDeps;
  readonly hooks: HookStore;
  readonly growth: GrowthDeps;
  readonly readerCount: (newsletterId: string) => Promise<number | undefined>;
  readonly tokens: TokenStore;
  readonly programs: ApiUses['programs'];
  readonly signIns: Omit<DeskDeps['signIns'], 'enqueue'>;
  /** What the table tells of the system's health. */
  readonly kept: ReturnType<typeof healthBook>;
}

/** The book of the desk in this table. `prompt`: the same without repeats. */
export function deskPagesBook(table: Table, prompt: Table, now: () => number): DeskPagesBook {
  const newsletters = newsletterStore(table);
  return {
    ...feedsDeskBook(table, prompt, now),
    ...todayBook(table, prompt, now),
    ...nextBook(table, prompt, now),
    newsletters: newsletters.list,
    newsletter: newsletters.load,
    people: peopleStore(table),
    sessions: sessionStore(table),
    passkeys: passkeyStore(table),
    tokens: tokenStore(table),
    programs: {
      search: readerSearch(table, now),
      growth: growthBook(table),
      hooks: hookStore(table),
    },
    signIns: signInStore(table, now),
    audit: auditLog(table),
    windows: windowStore(table, now),
    ofEditions: editionsDeskBook(table, now),
    settings: settingsBook(table, now),
    closing: closingBook(table, now),
    isFindable: addressIndex(table, now).isComplete,
    ownedCounts: ownedCounts(table),
    readers: readersDeskBook(table, now),
    imports: importsDeskBook(table, now),
    defaultMoves: { ...defaultMoveBook(table, now), join: segmentStore(table).join },
    exporting: listedReaders(table, now),
    hooks: hookStore(table),
    growth: growthBook(table),
    readerCount: readerCountStore(table).load,
    kept: healthBook(table, now),
  };
}

/** All that the pages of the desk read and write, put together. */
import type { ClosingDeps } from '../edition/plan/close.ts';
import type { DeskDeps } from '../site/desk/desk.ts';
import { auditLog } from './audit.ts';
import type { Table } from './client.ts';
import { closingBook } from './closing-book.ts';
import { newsletterStore } from './newsletters.ts';
import { peopleStore, sessionStore } from './people.ts';
import { readerCountStore } from './readers.ts';
import { type SettingsBook, settingsBook } from './settings-book.ts';
import { signInStore } from './sign-ins.ts';
import { windowStore } from './windows.ts';

type OfTable = 'newsletters' | 'newsletter' | 'people' | 'sessions' | 'audit' | 'windows';

/** What the desk has in this table. */
export interface DeskPagesBook extends Pick<DeskDeps, OfTable> {
  readonly settings: SettingsBook;
  readonly closing: ClosingDeps;
  readonly readerCount: (newsletterId: string) => Promise<number | undefined>;
  readonly signIns: Omit<DeskDeps['signIns'], 'enqueue'>;
}

/** The book of the desk in this table. */
export function deskPagesBook(table: Table, now: () => number): DeskPagesBook {
  const newsletters = newsletterStore(table);
  return {
    newsletters: newsletters.list,
    newsletter: newsletters.load,
    people: peopleStore(table),
    sessions: sessionStore(table),
    signIns: signInStore(table, now),
    audit: auditLog(table),
    windows: windowStore(table, now),
    settings: settingsBook(table, now),
    closing: closingBook(table, now),
    readerCount: readerCountStore(table).load,
  };
}

/** All that the pages of the desk read and write, put together. */
import type { DeskDeps } from '../site/desk/desk.ts';
import type { NextPageBooks } from '../site/desk/next-meant.ts';
import { auditLog } from './audit.ts';
import type { Table } from './client.ts';
import { newsletterStore } from './newsletters.ts';
import { nextBook } from './next-book.ts';
import { peopleStore, sessionStore } from './people.ts';
import { signInStore } from './sign-ins.ts';
import { type TodayBook, todayBook } from './today-book.ts';
import { windowStore } from './windows.ts';

type OfTable = 'newsletters' | 'newsletter' | 'people' | 'sessions' | 'audit' | 'windows';

/** What the desk has in this table. */
export interface DeskPagesBook extends Pick<DeskDeps, OfTable>, TodayBook, NextPageBooks {
  readonly signIns: Omit<DeskDeps['signIns'], 'enqueue'>;
}

/** The book of the desk in this table. `prompt`: the same without repeats. */
export function deskPagesBook(table: Table, prompt: Table, now: () => number): DeskPagesBook {
  const newsletters = newsletterStore(table);
  return {
    ...todayBook(table, prompt, now),
    ...nextBook(table, prompt, now),
    newsletters: newsletters.list,
    newsletter: newsletters.load,
    people: peopleStore(table),
    sessions: sessionStore(table),
    signIns: signInStore(table, now),
    audit: auditLog(table),
    windows: windowStore(table, now),
  };
}

/** All that the site reads and writes, put together from readers, newsletters, archives and hubs. */
import type { PingDeps } from '../feed/websub/callback.ts';
import type { ActPageReaders } from '../site/act-page.ts';
import type { SiteReaders } from '../site/app.ts';
import type { SiteDeps } from '../site/site.ts';
import type { ComeBackDeps } from '../subscriber/come-back.ts';
import type { KnownDeps } from '../subscriber/known.ts';
import type { LettersDeps } from '../subscriber/reader-letter.ts';
import { moveAddress, moveBack } from './address-moves.ts';
import { archiveStore } from './archive.ts';
import type { Table } from './client.ts';
import { comeBackBook } from './come-back-book.ts';
import { consentWordsStore } from './consent-words.ts';
import { decidingBook } from './deciding-book.ts';
import { eraseSubscriber } from './erasures.ts';
import { mailsOf } from './mails-of-reader.ts';
import { newsletterStore } from './newsletters.ts';
import { noteLetter } from './notices.ts';
import { noteWaitingPing } from './pings.ts';
import { type SegmentStore, segmentStore } from './segments.ts';
import { type SubscriberStore, subscriberStore } from './subscribers.ts';
import { readerIdsAt } from './suppressions.ts';
import { tracesOf } from './traces.ts';
import { websubStore } from './websub.ts';
import { windowStore } from './windows.ts';

type ReaderBook = SubscriberStore &
  Pick<
    SiteReaders,
    'windows' | 'moveAddress' | 'moveBack' | 'erase' | keyof KnownDeps | 'noteWords' | 'readerIdsAt'
  > &
  Pick<ComeBackDeps, 'lift' | 'readersAt'>;

/** All that the site reads and writes. */
export interface SiteBook extends Pick<SiteDeps, 'newsletters' | 'newsletter' | 'archive'> {
  readonly readers: ReaderBook;
  readonly joinSegment: SegmentStore['join'];
  readonly pings: Pick<PingDeps, 'load' | 'noteFetch' | 'noteWaiting'>;
  readonly deciding: ActPageReaders['deciding'];
  readonly noteLetter: LettersDeps['noteLetter'];
}

/** The book of the site in this table. */
export function siteBook(table: Table, now: () => number): SiteBook {
  const newsletters = newsletterStore(table);
  const { load, noteFetch } = websubStore(table);
  return {
    readers: {
      ...subscriberStore(table, now),
      ...comeBackBook(table, now),
      readerIdsAt: (addressKey) => readerIdsAt(table, addressKey),
      windows: windowStore(table, now),
      moveAddress: (move) => moveAddress(table, move),
      moveBack: (move) => moveBack(table, move),
      erase: (reader, at) => eraseSubscriber(table, reader, at),
      reports: (id) => tracesOf(table, id),
      mails: (reader) => mailsOf(table, reader, now),
      ...consentWordsStore(table, now),
    },
    deciding: decidingBook(table, now),
    joinSegment: segmentStore(table).join,
    newsletters: newsletters.list,
    newsletter: newsletters.load,
    archive: archiveStore(table),
    pings: { load, noteFetch, noteWaiting: (key, until) => noteWaitingPing(table, key, until) },
    noteLetter: (letter, lookAgainAt) => noteLetter(table, letter, lookAgainAt),
  };
}

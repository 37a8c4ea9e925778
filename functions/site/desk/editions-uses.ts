/** What the pages of editions read and do. */
import type { Context } from 'hono';
import type { Batch } from '../../edition/batch.ts';
import type { Edition } from '../../edition/edition.ts';
import type { Mark } from '../../edition/mark.ts';
import type { Newsletter } from '../../edition/newsletter.ts';
import type { GoneAfterDeps } from '../../subscriber/gone-after-edition.ts';
import type { EditionMoves } from '../../subscriber/reader-moves.ts';
import type { Subscriber } from '../../subscriber/subscriber.ts';
import type { NewsletterVisit } from './desk.ts';
import type { TodayUses } from './today-page.ts';

/** After which edition a page of the list begins. */
export type EditionPlace = Pick<Edition, 'scheduledAt' | 'id'>;

/** Some editions, the latest first, and where the next page begins if there is one. */
export interface EditionsPage {
  readonly editions: readonly Edition[];
  readonly next?: EditionPlace;
}

/** An edition and a reader, and what became of the one for the other. */
export interface ReaderMail {
  readonly edition: Edition;
  readonly reader: Subscriber;
  /** In which the reader was frozen; not `isComplete`: of those that a page may look through. */
  readonly batch: Batch | undefined;
  readonly isComplete: boolean;
}

/** What they read of the table. */
export interface EditionsBook {
  readonly page: (newsletterId: string, after: EditionPlace | undefined) => Promise<EditionsPage>;
  /** The marks with which it was planned. */
  readonly marks: (editionId: string) => Promise<readonly Mark[]>;
  /** At most so many of its batches as a page may read, however many it has. */
  readonly someBatches: (edition: Pick<Edition, 'id' | 'batches'>) => Promise<readonly Batch[]>;
  readonly mail: (editionId: string, readerId: string) => Promise<ReaderMail | undefined>;
  /** Who went after it; undefined: it was due before that was counted. */
  readonly gone: (edition: Edition) => Promise<GoneCounts | undefined>;
  /** The moves of the first who were named as they went after it, so many at most, in no order. */
  readonly leavings: GoneAfterDeps['named'];
}

/** How many went after an edition, which was the last that they had got. */
export type GoneCounts = Required<EditionMoves>;

/** The same, and what the page of the day has already. */
export interface EditionsUses extends Pick<TodayUses, 'held' | 'deciding' | 'content' | 'sending'> {
  readonly ofEditions: EditionsBook;
}

/** The edition that an address names; of another newsletter there is none. */
export async function editionAt(
  c: Context,
  { newsletter }: NewsletterVisit,
  { held }: Pick<EditionsUses, 'held'>,
): Promise<Edition | undefined> {
  const id = c.req.param('edition') ?? '';
  if (!/^[\w-]{1,64}$/.test(id)) return undefined;
  const edition = await held.load(id);
  return edition?.newsletterId === newsletter.id ? edition : undefined;
}

/** The edition and the reader that an address names, and their mail; of another newsletter there is none. */
export async function mailAt(
  { edition = '', reader = '' }: Readonly<Record<string, string>>,
  { id }: Pick<Newsletter, 'id'>,
  { ofEditions }: Pick<EditionsUses, 'ofEditions'>,
): Promise<ReaderMail | undefined> {
  if (![edition, reader].every((one) => /^[\w-]{1,64}$/.test(one))) return undefined;
  const mail = await ofEditions.mail(edition, reader);
  if (mail?.edition.newsletterId !== id) return undefined;
  return mail.reader.newsletterId === id ? mail : undefined;
}

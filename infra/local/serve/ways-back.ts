/** The ways on which mail comes back: an MTA hands it over, or a mailbox is read. */
import { hourMs } from '../../../functions/config/time.ts';
import type { PaceBook } from '../../../functions/mail/pace-book.ts';
import type { ReturnsBook } from '../../../functions/mail/returns.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { returnsStore } from '../../../functions/store/returns.ts';
import type { Parts } from '../parts.ts';
import { openMailboxVisits } from './imap.ts';
import { type IncomingMail, readIncoming, type Taken } from './incoming.ts';
import { type KeptMailbox, keepMailbox } from './keep-mailbox.ts';
import type { ServedMail } from './served-mail.ts';
import type { ServeSettings } from './settings.ts';

/** What they are opened with. */
interface WaysBackInput {
  readonly settings: ServeSettings;
  readonly parts: Pick<Parts, 'table' | 'clock' | 'receive' | 'onError'>;
  readonly mail: Pick<ServedMail, 'take'>;
  readonly write: (line: string) => void;
}

/** The ways, open. */
export interface WaysBack {
  /** Takes a mail that an MTA hands over. */
  readonly takeHanded: (mail: IncomingMail) => Promise<Taken>;
  /** Undefined: none is set. */
  readonly mailbox: KeptMailbox | undefined;
}

/** Opens them. Which mailbox there is, or that there is none any more, is written down for doctor. */
export async function openWaysBack({
  settings,
  parts: { table, clock, receive, onError },
  mail,
  write,
}: WaysBackInput): Promise<WaysBack> {
  const book = returnsStore(table);
  const { bounceAddress, mailbox } = settings;
  const known = (await book.load()).mailbox;
  if (known?.host !== mailbox?.host) {
    await book.noteMailbox(mailbox && { host: mailbox.host });
  }
  let notedAt = Number.NEGATIVE_INFINITY;
  return {
    takeHanded: async (handed) => {
      const taken = await mail.take(readIncoming(handed, bounceAddress), receive);
      const now = clock.now();
      if (now - notedAt >= hourMs) {
        notedAt = now;
        // The mail is taken, whether that is known to doctor or not.
        await book.noteHanded(now).catch(onError);
      }
      return taken;
    },
    mailbox:
      mailbox &&
      keepMailbox(mailbox, settings, {
        visit: openMailboxVisits(mailbox),
        take: (read) => mail.take(read, receive),
        book,
        isOurs: () => isOurs(book, paceStore(table)),
        now: clock.now,
        write,
        onError,
      }),
  };
}

/** A copy leaves the mailbox to its original until its owner lets it send. */
async function isOurs(
  book: Pick<ReturnsBook, 'load' | 'noteCopied'>,
  pace: Pick<PaceBook, 'load'>,
): Promise<boolean> {
  if ((await book.load()).copiedAt === undefined) return true;
  if ((await pace.load())?.paused !== undefined) return false;
  await book.noteCopied(undefined);
  return true;
}

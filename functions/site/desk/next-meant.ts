/** Which edition a page or a form of the next edition means, and what such pages need. */
import type { Notice } from '../../config/notice.ts';
import { composeLater } from '../../edition/plan/compose-later.ts';
import type { MarkingDeps } from '../../edition/plan/keep-mark.ts';
import { type MailedTest, mailTest } from '../../edition/plan/mail-test.ts';
import { type Preview, type PreviewDeps, previewOf } from '../../edition/plan/preview.ts';
import type { Desk, NewsletterVisit } from './desk.ts';

/** What the page and its acts read and write of the table. */
export interface NextPageBooks {
  readonly preview: PreviewDeps;
  readonly marks: Pick<MarkingDeps, 'list' | 'save' | 'remove' | 'storeItem'>;
  readonly noteNotice: (notice: Notice) => Promise<unknown>;
}

/** The same, and what the door queues. */
export interface NextUses extends NextPageBooks {
  /** Has the letter of this id mailed at once. */
  readonly enqueueNotice: (noticeId: string) => Promise<void>;
}

/** A large newsletter has thousands; a page shows few of them. */
const audiencesReadMax = 400;

interface Meant {
  readonly segment: string;
  readonly due: string;
  /** All its audiences are wanted besides. */
  readonly isWhole?: true;
}

/** Which edition the query of a page, or the fields of a form, mean. */
export function meantPreview(
  { newsletter, now }: Pick<NewsletterVisit, 'newsletter' | 'now'>,
  { segment: named, due, isWhole }: Meant,
  { preview }: Pick<NextUses, 'preview'>,
): Promise<Preview> {
  const instant = /^\d{1,15}$/.test(due) ? Number(due) : undefined;
  const segment = /^[\w-]{1,100}$/.test(named) ? named : '';
  const some = isWhole ? {} : { audiencesMax: audiencesReadMax };
  return previewOf({ newsletter, segment, due: instant, now, ...some }, preview);
}

/** What makes and takes back marks. */
export function markingDeps({ deps }: Desk<Pick<NextUses, 'marks'>>): MarkingDeps {
  return { ...deps.marks, randomId: deps.randomId, now: deps.now };
}

/** Who asks for a test, and of what. */
interface WantedTest {
  readonly visit: Pick<NewsletterVisit, 'newsletter' | 'now'>;
  /** An address of the newsletter's own; without it where notices go. */
  readonly to: string | undefined;
  readonly meant: Meant;
}

/** Mails what is meant to an address of the newsletter's own. */
export async function mailTestOf(
  { visit, to, meant }: WantedTest,
  { deps, settings }: Desk<NextUses>,
): Promise<MailedTest> {
  const { period } = await meantPreview(visit, meant, deps);
  const { newsletter } = visit;
  const material = { ...deps.preview.material(), newsletter: async () => newsletter };
  return mailTest(
    { newsletter, to, period, id: deps.randomId(), at: visit.now },
    {
      compose: composeLater(settings.siteUrl, material),
      note: deps.noteNotice,
      enqueue: deps.enqueueNotice,
    },
  );
}

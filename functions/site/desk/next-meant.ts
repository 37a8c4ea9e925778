/** Which edition a page or a form of the next edition means, and what such pages need. */
import type { Notice } from '../../config/notice.ts';
import type { MarkingDeps } from '../../edition/plan/keep-mark.ts';
import { type Preview, type PreviewDeps, previewOf } from '../../edition/plan/preview.ts';
import type { NewsletterVisit } from './desk.ts';

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

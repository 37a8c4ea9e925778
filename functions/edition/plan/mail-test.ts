/** A test: the edition as it would go out now, for its owner's own inbox. */
import type { Notice } from '../../config/notice.ts';
import { type Newsletter, ownAddress, ownAddresses } from '../newsletter.ts';
import type { Composer } from './compose.ts';

/** What mailing a test reads and writes. */
export interface MailTestDeps {
  readonly compose: Composer;
  readonly note: (notice: Notice) => Promise<unknown>;
  /** Has the letter of this id mailed at once. */
  readonly enqueue: (noticeId: string) => Promise<void>;
}

/** What is to be mailed, and where; without an address where notices go. */
export interface MailTestInput {
  readonly newsletter: Newsletter;
  readonly to: string | undefined;
  readonly period: Parameters<Composer>[0];
  readonly id: string;
  readonly at: number;
}

/** What became of it. */
export type MailedTest =
  | { readonly kind: 'mailed'; readonly to: string; readonly contentKey: string }
  | { readonly kind: 'foreign'; readonly own: readonly string[] }
  | { readonly kind: 'nothing' };

/** Mails a test to an address of the owner's; no cursor, archive or count knows of it. */
export async function mailTest(
  { newsletter, to, period, id, at }: MailTestInput,
  { compose, note, enqueue }: MailTestDeps,
): Promise<MailedTest> {
  const address = ownAddress(newsletter, to);
  if (address === undefined) return { kind: 'foreign', own: ownAddresses(newsletter) };
  const composed = await (await compose(period))();
  if (composed === undefined) return { kind: 'nothing' };
  const { key: contentKey } = composed;
  const noticeId = `test-${id}`;
  await note({
    id: noticeId,
    newsletterId: newsletter.id,
    kind: 'editionTest',
    values: {},
    proof: { contentKey, to: address },
    at,
  });
  await enqueue(noticeId);
  return { kind: 'mailed', to: address, contentKey };
}

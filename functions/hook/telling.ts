/** What the fetch door does for hooks, on the books of a store. */
import { openHashKey } from '../config/hash-key.ts';
import type { Log } from '../config/log.ts';
import type { DeliverDeps } from './deliver.ts';
import { deliverAll } from './deliver-all.ts';
import { createPoster, type PosterOptions } from './post.ts';
import { hookSecret } from './sign.ts';

/** What is read and written, as the store puts it together. */
export type HookBooks = Pick<DeliverDeps, 'deliveries' | 'hooks' | 'tell' | 'now'>;

interface Around {
  /** Where the key of hashes is, of which the secrets of hooks are made. */
  readonly settings: Parameters<typeof openHashKey>[0];
  readonly client: PosterOptions;
  readonly log: Pick<Log, 'info'>;
}

/** Tells hooks the deliveries with these ids, as far as the time (ms) goes. */
export function openTelling(
  books: HookBooks,
  { settings, client, log }: Around,
): (ids: readonly string[], remainingMs: () => number) => Promise<void> {
  const key = openHashKey(settings, books.now);
  const { post } = createPoster(client);
  const secretOf = async (hookId: string) => hookSecret(await key(), hookId);
  return async (ids, remainingMs) => {
    if (ids.length === 0) return;
    await deliverAll(ids, { ...books, post, secretOf }, { remainingMs, log });
  };
}

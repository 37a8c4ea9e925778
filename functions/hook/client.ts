/** What somebody needs who makes hooks, and tries them while a page waits. */
import { openHashKey } from '../config/hash-key.ts';
import type { Post, PosterOptions } from './post.ts';

/** The key of which secrets are made, and one message at a time. */
export interface HookClient {
  readonly key: () => Promise<string>;
  readonly post: Post;
  readonly allowedOrigins: readonly string[];
}

/** Opens it. The client that posts is loaded with the first message. */
export function openHookClient(
  settings: Parameters<typeof openHashKey>[0],
  options: PosterOptions & { readonly now: () => number },
): HookClient {
  return {
    key: openHashKey(settings, options.now),
    post: async (...message) => {
      const { createPoster } = await import('./post.ts');
      const { post, close } = createPoster(options);
      try {
        return await post(...message);
      } finally {
        await close();
      }
    },
    allowedOrigins: options.allowedOrigins,
  };
}

/** What makes HTML of a feed a tree that a mail may print: repair, shape, removal of junk. */
import type { ParsedItem } from '../../feed/item.ts';
import { keepAllowed } from './allowed-markup.ts';
import { type Ends, endsIn } from './boilerplate.ts';
import type { Origin, Root } from './dom.ts';
import { removeJunk } from './junk.ts';
import { withinLimits } from './limits.ts';
import { joinNoteNumbers } from './notes.ts';
import { repair } from './repair.ts';
import { shape, unwrapLayouts } from './structure.ts';
import { trimEnds } from './trim-ends.ts';
import { withinWork } from './work.ts';

/** HTML as a feed gives it, with the address that it is relative to. */
export interface Uncleaned extends Origin {
  readonly html: string;
}

/** What an item says, as it is cleaned. */
export function uncleaned(item: ParsedItem): Uncleaned {
  const html = item.content ?? item.summary ?? '';
  return { html, baseUrl: item.link, publishedAt: item.publishedAt };
}

/** Prunes a tree in place. */
export function prune(root: Root, origin: Origin): Root {
  repair(root, origin);
  shape(root);
  finish(root, origin);
  return root;
}

/** Prunes again what something was taken out of. */
export function finish(root: Root, origin: Origin): void {
  removeJunk(root, origin);
  const strayed = keepAllowed(root);
  // A block is judged by other rules than an entry of a list or a cell.
  if (unwrapLayouts(root) || strayed) {
    finish(root, origin);
    return;
  }
  joinNoteNumbers(root);
  trimEnds(root, origin);
}

/** Prints of what an item begins and ends with; none of what takes too much work. */
export function endsOf(item: Uncleaned): Ends {
  return withinWork(
    () => {
      const limited = withinLimits(item.html);
      return limited.kind === 'markup' ? endsIn(prune(limited.root, item), item) : [];
    },
    () => [],
  );
}

/** The same of an item of a feed. */
export function endsOfItem(item: ParsedItem): Ends {
  return endsOf(uncleaned(item));
}

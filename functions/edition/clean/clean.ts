/**
 * From what a feed says to what a mail may print: limits, repair, removal of junk, allowlist, in this
 * order. No rule here or below knows a site; each knows a kind of junk.
 */
import sanitizeHtml from 'sanitize-html';
import { escapeHtml } from '../html.ts';
import { allowedAttributes, allowedNames, keepAllowed } from './allowed-markup.ts';
import { type Boilerplate, dropBoilerplate, learnBoilerplate } from './boilerplate.ts';
import { type Origin, type Root, toHtml } from './dom.ts';
import { removeJunk } from './junk.ts';
import { withinLimits, wordsOf } from './limits.ts';
import { repair } from './repair.ts';
import { trimEnds } from './trim-ends.ts';
import { withinWork } from './work.ts';

/** What the cleaner knows of an item besides its HTML. */
export interface CleanOptions extends Origin {
  /** What the feed of the item repeats in all of its items. */
  readonly boilerplate?: Boilerplate | undefined;
}

/** HTML as a feed gives it, with the address that it is relative to. */
export interface Uncleaned extends Origin {
  readonly html: string;
}

/** What came of cleaning. */
export interface Cleaned {
  readonly html: string;
  /** Nothing but the words: its markup was too deep, or took more work than an item may. */
  readonly isPlain: boolean;
}

/** Cleans the HTML of an item; cleaning the result again changes nothing. */
export function clean(html: string, options: CleanOptions = {}): string {
  return cleanOrPlain(html, options).html;
}

/** The same, and whether it could not be cleaned as markup. */
export function cleanOrPlain(html: string, options: CleanOptions = {}): Cleaned {
  return withinWork(
    () => {
      const limited = withinLimits(html);
      if (limited.kind === 'text') return plain(limited.text);
      const root = pruned(limited.root, options);
      if (dropBoilerplate(root, options.boilerplate ?? new Set())) finish(root, options);
      return { html: allow(toHtml(root)), isPlain: false };
    },
    () => plain(wordsOf(html)),
  );
}

function plain(text: string): Cleaned {
  return { html: `<p>${escapeHtml(text)}</p>`, isPlain: true };
}

/** Learns from the items of one feed what they all repeat. */
export function boilerplateOf(items: readonly Uncleaned[]): Boilerplate {
  return learnBoilerplate(
    items.flatMap((item) =>
      withinWork(
        () => {
          const limited = withinLimits(item.html);
          return limited.kind === 'markup' ? [pruned(limited.root, item)] : [];
        },
        () => [],
      ),
    ),
  );
}

function pruned(root: Root, origin: Origin): Root {
  repair(root, origin);
  finish(root, origin);
  return root;
}

function finish(root: Root, origin: Origin): void {
  removeJunk(root, origin);
  // A block is judged by other rules than an entry of a list or a cell.
  if (keepAllowed(root)) finish(root, origin);
  else trimEnds(root, origin);
}

const allowlist: sanitizeHtml.IOptions = {
  allowedTags: [...allowedNames],
  allowedAttributes: { ...allowedAttributes },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
};

/** The last word has a well-known library: whatever slipped by above goes no further. */
function allow(html: string): string {
  return sanitizeHtml(html, allowlist).trim();
}

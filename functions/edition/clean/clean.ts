/**
 * From what a feed says to what a mail may print: limits, repair, shape, removal of junk, allowlist,
 * in this order. Each rule knows a kind of junk and no site; only players (`watch-page.ts`) and
 * counters (`counter.ts`) are told by whose they are.
 */
import sanitizeHtml from 'sanitize-html';
import { escapeHtml } from '../html.ts';
import { allowedAttributes, allowedNames } from './allowed-markup.ts';
import { type Boilerplate, dropBoilerplate, learnFrom } from './boilerplate.ts';
import {
  holdsImage,
  isLongerThan,
  isVisible,
  type Origin,
  type Root,
  toHtml,
  visibleText,
} from './dom.ts';
import { withinLimits, wordsOf } from './limits.ts';
import { endsOf, finish, prune, type Uncleaned } from './prune.ts';
import { withinWork } from './work.ts';

/** What the cleaner knows of an item besides its HTML. */
export interface CleanOptions extends Origin {
  /** What the feed of the item repeats in all of its items. */
  readonly boilerplate?: Boilerplate | undefined;
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
      const root = pruned(html, limited.root, options);
      if (dropBoilerplate(root, options.boilerplate ?? new Set(), options)) finish(root, options);
      return { html: allow(toHtml(root)), isPlain: false };
    },
    () => plain(wordsOf(html)),
  );
}

/** More than this is no blank between blocks. */
const blankCharsMax = 200;

/** A list of links, or a date, is junk beside a story, and no junk where it is all that is said. */
function pruned(html: string, first: Root, options: CleanOptions): Root {
  const root = prune(first, options);
  const { children } = root;
  const isSomething = isLongerThan(blankCharsMax, children) || isVisible(visibleText(children));
  if (isSomething || children.some(holdsImage)) return root;
  const again = withinLimits(html);
  if (again.kind === 'text') return root;
  return prune(again.root, { ...options, isAllThereIs: true });
}

function plain(text: string): Cleaned {
  return { html: `<p>${escapeHtml(text)}</p>`, isPlain: true };
}

/** Learns from the items of one feed what they all repeat. */
export function boilerplateOf(items: readonly Uncleaned[]): Boilerplate {
  return items.length < itemsMin ? new Set() : learnFrom(items.map(endsOf));
}

/** Of fewer nothing is learnt. */
const itemsMin = 3;

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

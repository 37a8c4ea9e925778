/**
 * What the names that a page gives its blocks say of them: promotion, or something beside the story.
 * Names are taken apart first and compared word by word, so their length costs no more than that.
 */
import type { Element } from './dom.ts';

interface Words {
  readonly whole: ReadonlySet<string>;
  readonly starts: readonly string[];
  readonly parts: readonly string[];
}

const words = (list: string) => list.split(/\s+/);

const ad: Words = {
  whole: new Set(words('ad ads adsense')),
  starts: words('advert sponsor'),
  parts: words('promo'),
};

const aside: Words = {
  whole: new Set(
    words(
      `sharing sns signup ranking readmore read-more readalso read-also readnext read-next seealso
       see-also more-stories more-articles more-posts more-news teaser teasers comment comments tag
       tags taglist breadcrumb breadcrumbs cookie cookies consent gdpr paywall toolbar pagination`,
    ),
  ),
  starts: words('social follow subscri newsletter related recommend'),
  parts: words('share'),
};

/** Names that pages give to parts of a story as well: its lead, what somebody said about it. */
const either: Words = {
  whole: new Set(words('teaser teasers comment comments ranking tag tags')),
  starts: words('social related recommend'),
  parts: [],
};

/** What an element is called by its page; undefined when nothing of that tells. */
export function hintOf(element: Element): 'ad' | 'aside' | 'either' | undefined {
  const said = namesOf(element).flatMap(wordsOf);
  if (said.some((word) => isAmong(ad, word))) return 'ad';
  const asides = said.filter((word) => isAmong(aside, word));
  if (asides.length === 0) return undefined;
  return asides.every((word) => isAmong(either, word)) ? 'either' : 'aside';
}

/** Whether a custom element says by its name what a mail has no use for. */
export function namesWidget(element: Element): boolean {
  const said = wordsOf(element.name);
  return [ad, aside, widget].some((words) => said.some((word) => isAmong(words, word)));
}

const widget: Words = {
  whole: new Set(words('button modal popup player like likes login search menu nav toolbar icon')),
  starts: ['comment', 'react'],
  parts: [],
};

function namesOf({ attribs }: Element): string[] {
  const names: string[] = [];
  for (const name in attribs) {
    if (name === 'class' || name === 'id') names.push(...(attribs[name] ?? '').split(/[\s_]+/));
    else if (name.startsWith('data-')) names.push(name);
  }
  return names;
}

/** Each word of a name, and each two that a hyphen joins. */
function wordsOf(name: string): string[] {
  const parts = name.toLowerCase().split('-');
  return parts.flatMap((part, n) => (n === 0 ? [part] : [part, `${parts[n - 1]}-${part}`]));
}

function isAmong({ whole, starts, parts }: Words, word: string): boolean {
  if (whole.has(word)) return true;
  return (
    starts.some((start) => word.startsWith(start)) || parts.some((part) => word.includes(part))
  );
}

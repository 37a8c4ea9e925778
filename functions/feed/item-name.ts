/** How an owner names an item: by its address, its title or a part of it, or its key. */
import type { Item } from './item.ts';
import { normalisedLink } from './normalised-link.ts';

/** What an item is called by. */
export type Named = Pick<Item, 'feedId' | 'key' | 'title' | 'link'>;

const partCharsMin = 4;

/** Those that are called so: by key, address and whole title first, then by a part of a title. */
export function calledSo<One>(
  all: readonly One[],
  name: string,
  namesOf: (one: One) => Named,
): readonly One[] {
  const wanted = name.trim();
  const exact = all.filter((one) => isCalled(namesOf(one), wanted));
  return exact.length > 0 ? exact : all.filter((one) => isNear(namesOf(one), wanted));
}

/** Whether this is its whole name. */
export function isCalled({ feedId, key, title, link }: Named, name: string): boolean {
  const isAddress = /^https?:\/\//i.test(name);
  return (
    key === name ||
    `${feedId}/${key}` === name ||
    title.trim().toLowerCase() === name.toLowerCase() ||
    (isAddress && link !== undefined && normalisedLink(link) === normalisedLink(name))
  );
}

/** Whether this is a part of its name. */
export function isNear({ title, key }: Pick<Named, 'title' | 'key'>, name: string): boolean {
  if (name.length < partCharsMin) return false;
  return key.startsWith(name) || title.toLowerCase().includes(name.toLowerCase());
}

/** Setting up a newsletter by a form: checked and filled in as a file of it is. */
import type { Newsletter } from '../newsletter.ts';
import { freeId, slug } from '../slug.ts';
import { prepare } from './prepare.ts';
import type { Facts } from './standing.ts';
import type { Mistake, WantedSection } from './wanted.ts';

/** What a form says of a newsletter that is yet to be. */
export interface NewNewsletter {
  /** Made of the name without it. */
  readonly id: string | undefined;
  readonly name: string;
  /** The other ones, by their dotted name (`sender.name`). */
  readonly values: Facts;
  /** Ids are made of the names where there is none. */
  readonly sections: readonly NewSection[];
  readonly domain: string | undefined;
  readonly now: number;
}

interface NewSection {
  readonly id?: string | undefined;
  readonly name: string;
}

/**
 * What came of it; `there`: one of this id and name was set up before; `taken`: the id is another
 * one's; `no-id`: of this name none can be made.
 */
export type SetUp =
  | { readonly kind: 'set-up' | 'there'; readonly newsletter: Newsletter }
  | { readonly kind: 'wrong'; readonly mistakes: readonly Mistake[] }
  | { readonly kind: 'taken'; readonly id: string }
  | { readonly kind: 'no-id' };

/** Where newsletters are kept. */
export interface SetUpDeps {
  readonly load: (id: string) => Promise<Newsletter | undefined>;
  /** Puts it where none was, and is false where one is. */
  readonly replace: (before: undefined, next: Newsletter) => Promise<boolean>;
}

/** Sets it up. Of two who set up the same at once, one does and the other is told that it is there. */
export async function setUpNewsletter(wish: NewNewsletter, deps: SetUpDeps): Promise<SetUp> {
  const id = wish.id ?? slug(wish.name);
  if (id === '') return { kind: 'no-id' };
  const planning = planned(id, wish);
  if (planning.kind === 'wrong') return planning;
  const { next } = planning.plan;
  if (await deps.replace(undefined, next)) return { kind: 'set-up', newsletter: next };
  const there = await deps.load(id);
  return there?.name === next.name ? { kind: 'there', newsletter: there } : { kind: 'taken', id };
}

function planned(id: string, { name, values, sections, domain, now }: NewNewsletter) {
  const standing = { newsletter: undefined, gate: { filters: new Map() }, feeds: [] };
  const fields = new Map([...values, ['name', name] as const]);
  const wanted = { id, fields, gate: new Map(), sections: withIds(sections) };
  return prepare({ wanted, standing, pulled: undefined, prunes: false }, { domain, now });
}

/** An id that is given stays as it is; one that is made keeps out of the way of all others. */
function withIds(sections: readonly NewSection[]): WantedSection[] {
  const taken = sections.flatMap(({ id }) => id ?? []);
  return sections.map(({ id, name }) => {
    const own = id ?? freeId(slug(name), taken, 'news');
    taken.push(own);
    return { id: own, name, filters: undefined, feeds: undefined };
  });
}

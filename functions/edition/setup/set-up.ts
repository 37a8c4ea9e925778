/** Setting up a newsletter by a form: checked and filled in as a file of it is. */
import type { Newsletter } from '../newsletter.ts';
import { prepare } from './prepare.ts';
import type { Facts } from './standing.ts';
import type { Mistake, WantedSection } from './wanted.ts';

/** What a form says of a newsletter that is yet to be. */
export interface NewNewsletter {
  readonly id: string;
  /** By their dotted name (`sender.name`). */
  readonly values: Facts;
  readonly sections: readonly Pick<WantedSection, 'id' | 'name'>[];
  readonly domain: string | undefined;
  readonly now: number;
}

/** What came of it; `taken`: there is one of this id. */
export type SetUp =
  | { readonly kind: 'set-up'; readonly newsletter: Newsletter }
  | { readonly kind: 'wrong'; readonly mistakes: readonly Mistake[] }
  | { readonly kind: 'taken' };

/** Sets it up; `replace` puts it where none was, and is false where one is. */
export async function setUpNewsletter(
  { id, values, sections, domain, now }: NewNewsletter,
  deps: { readonly replace: (before: undefined, next: Newsletter) => Promise<boolean> },
): Promise<SetUp> {
  const standing = { newsletter: undefined, gate: { filters: new Map() }, feeds: [] };
  const said = sections.map((one) => ({ ...one, filters: undefined, feeds: undefined }));
  const wanted = { id, fields: values, gate: new Map(), sections: said };
  const comparing = { wanted, standing, pulled: undefined, prunes: false };
  const planning = prepare(comparing, { domain, now });
  if (planning.kind === 'wrong') return planning;
  const { next } = planning.plan;
  return (await deps.replace(undefined, next))
    ? { kind: 'set-up', newsletter: next }
    : { kind: 'taken' };
}

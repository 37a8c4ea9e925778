/** From what a file wants to a plan: what would change, checked as a whole, with what it takes. Pure. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { type Filter, readWrittenFilter } from '../../feed/filter.ts';
import { lastCallMinutesByDefault } from '../call.ts';
import {
  contradictionsOf,
  isClosed,
  type Newsletter,
  NewsletterSchema,
  newsletterByDefault,
} from '../newsletter.ts';
import type { Change, Compared } from './change.ts';
import { type Comparing, compare } from './compare.ts';
import { leaves } from './shape.ts';
import { factsOf, type Standing } from './standing.ts';
import { isRecord, type Mistake, mistakeOf, type Path, type Value, type Wanted } from './wanted.ts';

/** What would change, and what keeps that from being so. */
export interface Plan extends Compared {
  readonly newsletterId: string;
  readonly standing: Standing;
  /** The newsletter as it is to be. */
  readonly next: Newsletter;
  /** The same plan of the same newsletter has the same. */
  readonly hash: string;
}

/** What came of planning. */
export type Planning =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'wrong'; readonly mistakes: readonly Mistake[] };

/** Around the file: the domain that the stack sends from, and the time (ms). */
interface Around {
  readonly domain: string | undefined;
  readonly now: number;
}

/** Plans what the file wants. What does not fit is told with its place in the file. */
export function prepare(comparing: Comparing, { domain, now }: Around): Planning {
  const { wanted, standing } = comparing;
  if (standing.newsletter !== undefined && isClosed(standing.newsletter)) {
    const { id, name } = standing.newsletter;
    const message = `${name} is closed. Open it first: paperboy newsletter reopen ${id}`;
    return { kind: 'wrong', mistakes: [{ path: ['id'], message }] };
  }
  const compared = compare(comparing);
  const draft = draftOf(wanted.id, standing, compared.changes, now);
  const checked = v.safeParse(NewsletterSchema, draft);
  const mistakes = checked.success
    ? contradictionsOf(checked.output, domain).map(({ field, message }) => ({
        path: field,
        message,
      }))
    : checked.issues
        .map(mistakeOf)
        .map((one) => ({ ...one, path: inFile(one.path, draft, wanted) }));
  if (!checked.success || mistakes.length > 0) return { kind: 'wrong', mistakes };
  const plan = { ...compared, newsletterId: wanted.id, standing, next: checked.output };
  return { kind: 'plan', plan: { ...plan, hash: hashOf(standing, compared.changes) } };
}

type Draft = Record<string, unknown> & { readonly sections: readonly { readonly id: string }[] };

/** The newsletter as it would be, before it is checked. */
function draftOf(id: string, standing: Standing, changes: readonly Change[], now: number): Draft {
  const to = new Map(changes.map(({ key, to: value }) => [key, value]));
  const before: Record<string, unknown> = standing.newsletter ?? newDraft(id, to, now);
  const changed = leaves
    .filter((path) => to.has(path.join('.')))
    .reduce((draft, path) => withLeaf(draft, path, to.get(path.join('.'))), before);
  return { ...filledIn(changed), sections: sectionsAfter(standing.newsletter, to) };
}

/** What is set up by a file is the same on any machine: its zone is in the file. */
function newDraft(
  id: string,
  to: ReadonlyMap<string, Value>,
  now: number,
): Record<string, unknown> {
  const { zone: _, ...usual } = newsletterByDefault(String(to.get('zone') ?? 'UTC'));
  return { ...usual, id, createdAt: now };
}

function withLeaf(
  draft: Record<string, unknown>,
  [step = '', ...rest]: readonly string[],
  value: Value,
): Record<string, unknown> {
  const { [step]: before, ...others } = draft;
  if (rest.length === 0) return value === null ? others : { ...draft, [step]: value };
  const inner = withLeaf(isRecord(before) ? before : {}, rest, value);
  return Object.keys(inner).length === 0 ? others : { ...draft, [step]: inner };
}

/** What belongs to something that is there, and of which the file says nothing. */
function filledIn(draft: Record<string, unknown>): Record<string, unknown> {
  const { sending, sender, theme, name } = draft;
  const usual = { mode: 'automatic', lastCallMinutes: lastCallMinutesByDefault };
  const logo = isRecord(theme) && isRecord(theme.logo) ? { alt: name, ...theme.logo } : undefined;
  return {
    ...draft,
    ...(isRecord(sending) ? { sending: { ...usual, ...sending } } : {}),
    ...(isRecord(sender) ? { sender: { name, ...sender } } : {}),
    ...(logo === undefined ? {} : { theme: { ...(theme as object), logo } }),
  };
}

function sectionsAfter(before: Newsletter | undefined, to: ReadonlyMap<string, Value>) {
  const known = (before?.sections ?? []).filter(({ id }) => to.get(`sections.${id}`) !== null);
  const added = [...to].flatMap(([key, value]) => {
    const [, id] = /^sections\.([^.]+)$/.exec(key) ?? [];
    return id === undefined || !isRecord(value) ? [] : [{ id, name: value.name as string }];
  });
  const all = [...known.map((one) => ({ ...one, ...nameFrom(to, one.id) })), ...added];
  const order = (to.get('sections') ?? []) as readonly string[];
  const named = order.flatMap((id) => all.filter((one) => one.id === id));
  return [...named, ...all.filter((one) => !named.includes(one))];
}

function nameFrom(to: ReadonlyMap<string, Value>, id: string): object {
  const key = `sections.${id}.name`;
  return to.has(key) ? { name: to.get(key) } : {};
}

/** Sections are checked in the order in which they will stand, which is not the file's. */
function inFile(path: Path, { sections }: Draft, wanted: Wanted): Path {
  const [top, n, ...rest] = path;
  if (top !== 'sections' || typeof n !== 'number') return path;
  const at = wanted.sections?.findIndex(({ id }) => id === sections[n]?.id) ?? -1;
  return at < 0 ? [top] : [top, at, ...rest];
}

const hashChars = 16;

function hashOf(standing: Standing, changes: readonly Change[]): string {
  const facts = [...factsOf(standing)].map(([key, value]) => [key, inOrder(value)]).sort();
  const wanted = changes.map(({ key, to }) => [key, inOrder(to)]).sort();
  return createHash('sha256')
    .update(JSON.stringify([facts, wanted]))
    .digest('hex')
    .slice(0, hashChars);
}

/** The same for values that are the same: a table gives the fields of one back in whatever order. */
export function inOrder(value: Value): Value {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isRecord(value)) return value;
  return Object.entries(value)
    .map(([name, one]) => [name, inOrder(one)])
    .sort();
}

/** The filters that a change says. */
export function filtersIn(value: Value): readonly Filter[] {
  const texts = Array.isArray(value) ? value : [];
  return texts.flatMap((text) => readWrittenFilter(String(text)) ?? []);
}

/** Whether anything of the newsletter's own is to be otherwise. */
export function isOfNewsletter({ key }: Change): boolean {
  const isLeaf = leaves.some((path) => path.join('.') === key);
  return isLeaf || key === 'sections' || /^sections\.[^.]+(?:\.name)?$/.test(key);
}

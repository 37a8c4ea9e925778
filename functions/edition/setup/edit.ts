/**
 * Changing some values of a newsletter by a form, as a file changes all of them: planned, worded,
 * then carried out. A form that was filled in tells how each value stood when it was shown: what
 * nobody touched stays out of it, and what somebody else changed meanwhile is told, not overwritten.
 */
import { createHash } from 'node:crypto';
import { isClosed, type Newsletter, renamed } from '../newsletter.ts';
import { type ApplyDeps, applyPlan } from './apply.ts';
import type { Clash } from './change.ts';
import { type EffectDeps, type WeighedChange, weigh } from './effects.ts';
import { inOrder, type Plan, prepare } from './prepare.ts';
import { type Facts, factsOf, isAsked, type Standing } from './standing.ts';
import type { Mistake, Value, Wanted, WantedSection } from './wanted.ts';

/** A short mark for each value of a newsletter: two are the same when their marks are. */
export type Marks = ReadonlyMap<string, string>;

/** A section in a form; what has `feedsTo` goes, and its feeds move to the section of that id. */
export interface EditedSection {
  readonly id: string;
  readonly name: string;
  readonly feedsTo?: string;
}

/** What a form says. */
export interface Edit {
  readonly newsletterId: string;
  /** By their dotted name (`sender.name`); null takes one away. */
  readonly values: Facts;
  /** All sections in their order; absent: the form does not speak of them. */
  readonly sections?: readonly EditedSection[];
  /** How the values stood when the form was shown. */
  readonly shown: Marks;
  /** The domain that the stack sends from, where it is known. */
  readonly domain: string | undefined;
  readonly now: number;
}

/** What planning a form reads. */
export interface EditDeps extends Pick<EffectDeps, 'segments' | 'readersIn'> {
  readonly standing: (newsletterId: string) => Promise<Standing>;
}

/** What came of it: `closed` newsletters are opened first, and `same` says that nothing is otherwise. */
export type PlannedEdit =
  | { readonly kind: 'planned'; readonly plan: Plan; readonly changes: readonly WeighedChange[] }
  | { readonly kind: 'clashed'; readonly clashes: readonly Clash[] }
  | { readonly kind: 'wrong'; readonly mistakes: readonly Mistake[] }
  | { readonly kind: 'same' | 'closed' | 'missing' };

/** Plans it; nothing is written. */
export async function planEdit(edit: Edit, deps: EditDeps): Promise<PlannedEdit> {
  const standing = await deps.standing(edit.newsletterId);
  const { newsletter } = standing;
  if (newsletter === undefined) return { kind: 'missing' };
  if (isClosed(newsletter)) return { kind: 'closed' };
  const wanted = wantedBy(edit, newsletter, standing);
  const prunes = (edit.sections ?? []).some(({ feedsTo }) => feedsTo !== undefined);
  const pulled = shownFacts(edit, factsOf(standing));
  const planning = prepare({ wanted, standing, pulled, prunes }, edit);
  if (planning.kind === 'wrong') return planning;
  const { plan } = planning;
  if (plan.clashes.length > 0) return { kind: 'clashed', clashes: plan.clashes };
  const needed = neededSections(edit, plan);
  if (needed.length > 0) return { kind: 'wrong', mistakes: needed };
  if (plan.changes.length === 0) return { kind: 'same' };
  return { kind: 'planned', plan, changes: await weigh(plan, { ...deps, waiting: unplanned }) };
}

/** What carrying it out writes: no form adds a feed or takes one away. */
export type EditWrites = Omit<ApplyDeps, 'addFeed' | 'removeFeed'>;

/** What came of carrying it out; `moved`: it is another plan by now, and nothing was changed. */
export type AppliedEdit =
  | {
      readonly kind: 'done';
      readonly changes: readonly WeighedChange[];
      /** How everything stood before. */
      readonly standing: Standing;
    }
  | { readonly kind: 'moved'; readonly planned: PlannedEdit };

/** Carries out the plan of this hash, if planning the form again comes to the same. */
export async function applyEdit(
  edit: Edit,
  hash: string,
  deps: { readonly reads: EditDeps; readonly writes: EditWrites },
): Promise<AppliedEdit> {
  const planned = await planEdit(edit, deps.reads);
  if (planned.kind !== 'planned' || planned.plan.hash !== hash) return { kind: 'moved', planned };
  const { plan, changes } = planned;
  const writes = { ...deps.writes, addFeed: unplanned, removeFeed: unplanned };
  if ((await applyPlan(plan, writes)) === 'done') {
    return { kind: 'done', changes, standing: plan.standing };
  }
  return { kind: 'moved', planned: await planEdit(edit, deps.reads) };
}

/** The marks of all that a form may show of a newsletter. */
export function marksOf(standing: Standing): Marks {
  return new Map([...factsOf(standing)].map(([key, value]) => [key, markOf(value)]));
}

const markChars = 16;

/** The mark of a value. Fields in another order are the same value. */
function markOf(value: Value): string {
  const text = JSON.stringify(inOrder(value)) ?? '';
  return createHash('sha256').update(text).digest('hex').slice(0, markChars);
}

/** Stands for a value that is not what it was any more. */
const other = Symbol('other');

/** What the form was shown with, as far as that still stands. */
function shownFacts({ shown }: Edit, facts: Facts): Facts {
  const speaksOfSections = shown.has('sections');
  const isNewSection = (key: string) => speaksOfSections && key.startsWith('sections.');
  const now = [...facts].flatMap(([key, value]) => {
    const mark = shown.get(key);
    if (mark === undefined) return isNewSection(key) ? [] : [[key, value] as const];
    return [[key, mark === markOf(value) ? value : other] as const];
  });
  const gone = [...shown.keys()].filter((key) => !facts.has(key));
  return new Map([...now, ...gone.map((key) => [key, other] as const)]);
}

function wantedBy(edit: Edit, newsletter: Newsletter, standing: Standing): Wanted {
  const { values, shown, sections } = edit;
  const touched = new Map([...values].filter(([key, value]) => markOf(value) !== shown.get(key)));
  return {
    id: newsletter.id,
    fields: new Map([...following(touched, newsletter), ...touched]),
    gate: new Map(),
    sections: sections && wantedSections(sections, shown, standing),
  };
}

/** What goes along, as with the command: the sender's name with the name, the default with the zone. */
function following(touched: Facts, newsletter: Newsletter): Facts {
  const found = new Map<string, Value>();
  const name = touched.get('name');
  if (typeof name === 'string' && name !== '') {
    const { sender, theme } = renamed(newsletter, name);
    if (sender.name !== newsletter.sender.name) found.set('sender.name', sender.name);
    const alt = theme?.logo?.alt;
    if (alt !== newsletter.theme?.logo?.alt) found.set('theme.logo.alt', alt);
  }
  const { defaultSchedule, zone } = newsletter;
  if (touched.has('zone') && defaultSchedule.zone === zone) {
    found.set('defaultSchedule', { ...defaultSchedule, zone: touched.get('zone') });
  }
  return found;
}

function wantedSections(
  sections: readonly EditedSection[],
  shown: Marks,
  { feeds }: Standing,
): WantedSection[] {
  const going = new Map(
    sections.flatMap(({ id, feedsTo }) => (feedsTo === undefined ? [] : [[id, feedsTo] as const])),
  );
  const feedsOf = (ids: readonly string[]) =>
    feeds
      .filter((feed) => isAsked(feed) && ids.includes(feed.sectionId))
      .map(({ url, state }) => ({
        url,
        isStopped: state === 'stopped',
        settings: new Map(),
        filters: undefined,
      }));
  return sections
    .filter(({ id }) => !going.has(id))
    .map(({ id, name }) => {
      const joining = [...going].filter(([, to]) => to === id).map(([from]) => from);
      const isAsShown = markOf(name) === shown.get(`sections.${id}.name`);
      return {
        id,
        name: isAsShown ? undefined : name,
        filters: undefined,
        feeds: joining.length === 0 ? undefined : feedsOf([id, ...joining]),
      };
    });
}

/** An archive that was brought in has no address by which a plan could move it. */
function neededSections({ sections = [] }: Edit, { staying }: Plan): Mistake[] {
  return sections
    .filter(({ id, feedsTo }) => feedsTo !== undefined && staying.includes(id))
    .map(({ id, name }) => ({
      path: ['sections', id],
      message: `The section ${name} holds an archive that was brought in, and stays.`,
    }));
}

function unplanned(): never {
  throw new Error('A form of settings neither adds feeds nor takes them away.');
}

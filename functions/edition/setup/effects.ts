/** Whom a change reaches: readers, or items that wait, counted. */
import type { FeedKey } from '../../feed/feed.ts';
import type { Segment } from '../segment.ts';
import { isStranded } from '../segment.ts';
import type { Change } from './change.ts';
import type { Plan } from './prepare.ts';
import type { OwnField } from './shape.ts';
import type { Standing } from './standing.ts';
import { isRecord } from './wanted.ts';
import { sentenceOf } from './words.ts';

/** Where readers and what waits are counted. */
export interface EffectDeps {
  readonly segments: (newsletterId: string) => Promise<readonly Segment[]>;
  /** How many readers these segments have; undefined where that is too much to count. */
  readonly readersIn: (segmentIds: readonly string[]) => Promise<number | undefined>;
  /** How many items of a feed wait at the gate. */
  readonly waiting: (feed: FeedKey) => Promise<number>;
}

/** A change with its sentence, and what it does. */
export interface WeighedChange extends Change {
  readonly sentence: string;
  readonly effect: Effect;
}

/** Whom or what it reaches, in words and numbers. */
interface Effect {
  readonly kind: EffectKind;
  readonly text: string;
  readonly readers?: number | undefined;
  readonly items?: number;
}

/** What kind of effect it is, for who words it otherwise. */
type EffectKind =
  | keyof typeof effectTexts
  | 'editions'
  | 'cadence'
  | 'stranded'
  | 'section'
  | 'feed'
  | 'feedGoes'
  | 'feedState'
  | 'feedPoll'
  | 'waiting';

/** What changing a field does, whatever it is changed to. */
const fieldEffects = {
  name: 'editions',
  description: 'site',
  language: 'editions',
  zone: 'choices',
  sender: 'editions',
  replyTo: 'editions',
  ownerAddress: 'notices',
  postalAddress: 'editions',
  sections: 'editions',
  cadences: 'choices',
  defaultSchedule: 'choices',
  itemsMax: 'editions',
  excerptChars: 'editions',
  images: 'editions',
  archive: 'site',
  home: 'site',
  theme: 'editions',
  sending: 'sending',
  privacy: 'site',
  embedOrigins: 'site',
  letters: 'letters',
} as const satisfies Readonly<Record<OwnField, string>>;

const effectTexts = {
  site: 'It shows on the site.',
  choices: 'Readers keep the schedules that they have.',
  notices: 'Notices go there from now on.',
  sending: 'It holds for editions that are planned from now on.',
  letters: 'It holds for who joins or leaves from now on.',
} as const;

/** Words each change and counts what it reaches. */
export async function weigh(
  {
    changes,
    standing,
    newsletterId,
    next,
  }: Pick<Plan, 'changes' | 'standing' | 'newsletterId' | 'next'>,
  deps: EffectDeps,
): Promise<WeighedChange[]> {
  const segments = standing.newsletter === undefined ? [] : await deps.segments(newsletterId);
  const counted = new Map<string, Promise<number | undefined>>();
  const count: Count = (isMeant) => {
    const ids = segments.filter(isMeant).map(({ id }) => id);
    const name = ids.join(' ');
    const known = counted.get(name) ?? deps.readersIn(ids);
    counted.set(name, known);
    return known;
  };
  const weighed: WeighedChange[] = [];
  for (const change of changes) {
    const effect = await effectOf(change, { standing, sections: next.sections, count, deps });
    weighed.push({ ...change, sentence: sentenceOf(change, standing), effect });
  }
  return weighed;
}

type Count = (isMeant: (segment: Segment) => boolean) => Promise<number | undefined>;

interface Look {
  readonly standing: Standing;
  readonly sections: readonly { readonly id: string }[];
  readonly count: Count;
  readonly deps: EffectDeps;
}

function effectOf(change: Change, look: Look): Promise<Effect> {
  const [place = '', id, part] = change.key.split('.');
  if (place === 'feeds') return feedEffect(change, id ?? '', part, look);
  if (place === 'gate') return waitingIn(look, () => true);
  if (place === 'sections' && id !== undefined) return sectionEffect(change, id, part, look);
  return fieldEffect(change, place, look);
}

async function fieldEffect({ key, to }: Change, place: string, { count }: Look): Promise<Effect> {
  const kind = fieldEffects[place as OwnField];
  if (key === 'cadences') {
    const offered = to as readonly string[];
    const readers = await count(({ schedule }) => !offered.includes(schedule.cadence));
    const they = readers === 1 ? 'has a cadence' : 'have a cadence';
    if (readers !== 0)
      return {
        kind: 'cadence',
        text: `${readersText(readers)} ${they} that is no longer offered, and may keep it.`,
        readers,
      };
  }
  if (kind !== 'editions') return { kind, text: effectTexts[kind] };
  const readers = await count(() => true);
  return {
    kind,
    text: `${readersText(readers)}: in editions that are planned from now on.`,
    readers,
  };
}

async function sectionEffect(
  { sign, to }: Change,
  id: string,
  part: string | undefined,
  look: Look,
): Promise<Effect> {
  const { sections, standing, count } = look;
  if (part === 'filters') return waitingIn(look, (feed) => feed.sectionId === id);
  if (sign === '-' && part === undefined) {
    const before = standing.newsletter?.sections ?? [];
    const readers = await count((one) => isStranded(one, sections) && !isStranded(one, before));
    const none = 'no edition until they choose a section again';
    return {
      kind: 'stranded',
      text: `${readersText(readers)} had chosen nothing else: ${none}.`,
      readers,
    };
  }
  const readers = await count(({ sections: chosen }) => reads(chosen, id));
  const what = `${isRecord(to) ? 'get' : 'see'}${readers === 1 ? 's' : ''} it`;
  return {
    kind: 'section',
    text: `${readersText(readers)} ${what} in editions that are planned from now on.`,
    readers,
  };
}

async function feedEffect(
  { sign, to }: Change,
  id: string,
  part: string | undefined,
  look: Look,
): Promise<Effect> {
  const { count, standing } = look;
  const isComing = part === undefined ? sign === '+' : part === 'section' || sign === '+';
  if (isComing) {
    const own = standing.feeds.find((feed) => feed.id === id)?.sectionId;
    const section = isRecord(to) ? String(to.section) : part === 'section' ? String(to) : own;
    const readers = await count(({ sections }) => reads(sections, section));
    const backlog = part === undefined ? ' What it shows now is not mailed.' : '';
    return { kind: 'feed', text: `${readersText(readers)} of that section.${backlog}`, readers };
  }
  const waiting = await waitingIn(look, (feed) => feed.id === id);
  if (part === undefined) {
    const { items = 0 } = waiting;
    return {
      kind: 'feedGoes',
      text: `What it brought goes into no edition from now on: ${itemsText(items)} left out, too.`,
      items,
    };
  }
  if (part === 'state')
    return {
      ...waiting,
      kind: 'feedState',
      text: 'What it brought stays, and goes out as it would.',
    };
  return ['settle', 'approval', 'filters'].includes(part)
    ? waiting
    : { kind: 'feedPoll', text: 'From its next poll on.' };
}

async function waitingIn(
  { standing, deps }: Look,
  isMeant: (feed: Standing['feeds'][number]) => boolean,
): Promise<Effect> {
  let items = 0;
  for (const feed of standing.feeds.filter(isMeant)) {
    items += await deps.waiting({ newsletterId: feed.newsletterId, feedId: feed.id });
  }
  return { kind: 'waiting', text: `${itemsText(items)} judged anew.`, items };
}

function reads(chosen: Segment['sections'], section: string | undefined): boolean {
  return chosen === 'all' || (section !== undefined && chosen.includes(section));
}

function readersText(readers: number | undefined): string {
  if (readers === undefined) return 'Readers, not counted here,';
  return `${readers.toLocaleString('en')} ${readers === 1 ? 'reader' : 'readers'}`;
}

function itemsText(items: number): string {
  return `${items.toLocaleString('en')} ${items === 1 ? 'waiting item is' : 'waiting items are'}`;
}

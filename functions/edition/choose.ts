/** Which items an edition prints, and in which order. Nothing eligible is dropped without a trace. */
import type { Item } from '../feed/item.ts';
import type { Choice, ChosenItem } from './content.ts';
import type { Section } from './newsletter.ts';
import type { SegmentChoice } from './segment.ts';

/** The part of a feed that an edition looks at. */
export interface Source {
  readonly id: string;
  readonly title: string;
  readonly sectionId: string;
}

export interface ChooseInput {
  readonly items: readonly Item[];
  readonly sources: readonly Source[];
  /** The newsletter's sections in the owner's order. */
  readonly sections: readonly Section[];
  readonly wanted: SegmentChoice['sections'];
  readonly itemsMax: number;
}

interface Candidate extends ChosenItem {
  readonly sectionId: string;
}

/**
 * Chooses by first-seen only; the feeds' own dates decide nothing. A story that several feeds bring
 * is printed once, naming all of them. What is over the limit is left out by title.
 */
export function chooseItems(input: ChooseInput): Choice {
  const candidates = mergeSameStory(candidatesOf(input)).sort(newestFirst);
  const printed = new Set(takeFairly(candidates, input.itemsMax));
  const sections = input.sections
    .map(({ id, name }) => ({
      id,
      name,
      items: candidates.filter((c) => printed.has(c) && c.sectionId === id).map(chosen),
    }))
    .filter((section) => section.items.length > 0);
  return { sections, leftOut: candidates.filter((c) => !printed.has(c)).map(chosen) };
}

/** Whether there is anything to print. */
export function isEmpty(choice: Choice): boolean {
  return choice.sections.length === 0;
}

function candidatesOf({ items, sources, sections, wanted }: ChooseInput): Candidate[] {
  const offered = new Set(sections.map((section) => section.id));
  const bySource = new Map(sources.map((source) => [source.id, source]));
  return items.flatMap((item) => {
    const source = bySource.get(item.feedId);
    if (source === undefined || !offered.has(source.sectionId)) return [];
    if (wanted !== 'all' && !wanted.includes(source.sectionId)) return [];
    return [{ item, source: source.title, sectionId: source.sectionId }];
  });
}

/** One entry for each link, kept by the feed that brought it first. */
function mergeSameStory(candidates: readonly Candidate[]): Candidate[] {
  const stories = new Map<string, Candidate>();
  for (const candidate of [...candidates].sort(oldestFirst)) {
    const story = candidate.item.link ?? `${candidate.item.feedId}#${candidate.item.key}`;
    const first = stories.get(story);
    if (first === undefined) stories.set(story, candidate);
    else if (first.item.feedId !== candidate.item.feedId) {
      stories.set(story, { ...first, source: `${first.source}, ${candidate.source}` });
    }
  }
  return [...stories.values()];
}

/** The newest of each feed in turn, so that a busy feed does not crowd out a quiet one. */
function takeFairly(candidates: readonly Candidate[], itemsMax: number): Candidate[] {
  const byFeed = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const queue = byFeed.get(candidate.item.feedId);
    if (queue === undefined) byFeed.set(candidate.item.feedId, [candidate]);
    else queue.push(candidate);
  }
  const queues = [...byFeed.values()];
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const taken: Candidate[] = [];
  for (let round = 0; round < longest; round++) {
    for (const queue of queues) {
      const next = queue[round];
      if (next !== undefined && taken.length < itemsMax) taken.push(next);
    }
  }
  return taken;
}

const chosen = ({ item, source }: Candidate): ChosenItem => ({ item, source });

function oldestFirst(a: Candidate, b: Candidate): number {
  return a.item.firstSeenAt - b.item.firstSeenAt || (a.item.key < b.item.key ? -1 : 1);
}

function newestFirst(a: Candidate, b: Candidate): number {
  return oldestFirst(b, a);
}

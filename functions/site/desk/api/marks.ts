/** What is changed about editions to come, for programs: items that are pinned, left out, moved, renamed. */
import * as v from 'valibot';
import type { Mark } from '../../../edition/mark.ts';
import type { MarkResult } from '../../../edition/plan/keep-mark.ts';
import { type ItemWish, markItem, takeBack } from '../../../edition/plan/mark-items.ts';
import { readPlace } from '../item-table.ts';
import { markingDeps } from '../next-meant.ts';
import { nextWords } from '../next-words.ts';
import { notedText } from '../noted.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  type NewsletterCall,
  nothing,
  ofNewsletter,
  ok,
} from './api.ts';
import { refuse } from './problems.ts';
import { Instant, instantOf, text } from './schemas.ts';

const tag = 'Marks';

/** A mark, as it is answered. */
export const MarkAnswer = v.pipe(
  v.strictObject({
    id: v.string(),
    kind: v.picklist(['pin', 'leave-out', 'move', 'retitle', 'own', 'note']),
    feed: v.optional(v.string()),
    key: v.optional(v.string()),
    named: v.optional(v.pipe(v.string(), v.description('What the item was called'))),
    texts: v.optional(v.pipe(v.record(v.string(), v.string()), v.description('Of a note'))),
    from: Instant,
    until: Instant,
  }),
  v.metadata({ ref: 'Mark' }),
);

/** The same of a mark that stands. */
function markAnswer(mark: Mark): v.InferOutput<typeof MarkAnswer> {
  const { id, kind, from, until } = mark;
  return { id, kind, ...aboutOf(mark), from: instantOf(from), until: instantOf(until) };
}

function aboutOf(
  mark: Mark,
): Pick<v.InferOutput<typeof MarkAnswer>, 'feed' | 'key' | 'named' | 'texts'> {
  if (mark.kind !== 'note') {
    const { item, named } = mark;
    return { feed: item.feedId, key: item.key, named };
  }
  const texts = Object.entries(mark.texts).map(([name, { markdown }]) => [name, markdown]);
  return { texts: Object.fromEntries(texts) };
}

const WantedMark = v.strictObject({
  item: v.pipe(v.string(), v.description('The id of an item, as lists have it')),
  kind: v.picklist(['pin', 'leave-out', 'move', 'retitle']),
  section: v.optional(v.pipe(v.string(), v.description('Where a moved item goes'))),
  title: v.optional(text(300)),
  excerpt: v.optional(text(1_000)),
  until: v.optional(v.pipe(Instant, v.description('Five weeks from now without it'))),
});

/** The routes. */
export const markRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/marks', name: 'listMarks', tag, right: 'look' },
    summary: 'What is changed about editions to come',
    answers: {
      200: { means: 'All of it', schema: v.strictObject({ marks: v.array(MarkAnswer) }) },
    },
    answer: async ({ newsletter, now }, _, { deps }) => {
      const all = await deps.marks.list(newsletter.id);
      return ok({ marks: all.filter(({ until }) => until > now).map(markAnswer) });
    },
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/marks', name: 'markItem', tag, right: 'curate' },
    summary: 'Pin an item, leave it out, move it, or give it other words',
    details: 'An item has one mark of a kind: the same again takes the place of the first.',
    body: WantedMark,
    answers: { 200: { means: 'The mark', schema: MarkAnswer } },
    problems: ['refused'],
    answer: makeMark,
  }),
  ofNewsletter({
    ...{ method: 'delete', path: '/marks/:mark', name: 'takeBackMark', tag, right: 'curate' },
    summary: 'Take a mark back',
    details: 'What was planned with it stays as it is.',
    answers: { 204: { means: 'It is taken back' } },
    answer: async (call, { params }, { deps }) => {
      const id = params.mark ?? '';
      const all = await deps.marks.list(call.newsletter.id);
      if (!all.some((mark) => mark.id === id)) return refuse('missing');
      const taken = await takeBack(call.newsletter.id, id, deps.marks);
      call.tell({
        object: `mark ${id}`,
        ...(taken.kind === 'taken back' ? { before: taken.mark.kind } : {}),
      });
      return nothing;
    },
  }),
];

async function makeMark(
  call: NewsletterCall,
  { body }: Asked<undefined, typeof WantedMark>,
  desk: ApiDesk,
): Promise<Answer> {
  const { newsletter } = call;
  const { deps } = desk;
  const place = readPlace(body.item, newsletter.id);
  const standing = place && (await deps.items.at(place));
  if (standing === undefined) {
    const says = nextWords[call.language.tongue].said.gone;
    return refuse('invalid', undefined, { errors: [{ at: '/item', says }] });
  }
  const until = body.until === undefined ? undefined : Date.parse(body.until);
  const made = await markItem(
    newsletter,
    standing.item,
    { ...wishOf(body), from: call.now, until },
    markingDeps(desk),
  );
  return markTold(call, made);
}

/** The mark that was made, in the log as well; or what is wrong with it. */
export function markTold({ tell, language }: NewsletterCall, result: MarkResult): Answer {
  if (result.kind === 'refused') {
    const errors = result.faults.map((fault) => ({
      at: '',
      says: notedText(fault, language),
    }));
    return refuse('refused', undefined, { errors });
  }
  tell({ object: `mark ${result.mark.id}`, after: result.mark.kind });
  return ok(markAnswer(result.mark));
}

function wishOf(body: v.InferOutput<typeof WantedMark>): ItemWish {
  switch (body.kind) {
    case 'move':
      return { kind: 'move', sectionId: body.section ?? '' };
    case 'retitle':
      return { kind: 'retitle', title: body.title, excerpt: body.excerpt };
    default:
      return { kind: body.kind };
  }
}

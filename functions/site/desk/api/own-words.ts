/** What an owner says themselves, for programs: notes, items of their own, and a test to oneself. */
import * as v from 'valibot';
import { mailTestOf, markingDeps } from '../next-meant.ts';
import { nextWords } from '../next-words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  type NewsletterCall,
  nothing,
  ofNewsletter,
} from './api.ts';
import { MarkAnswer, markTold } from './marks.ts';
import { type ProblemKind, refuse } from './problems.ts';
import { Instant } from './schemas.ts';

/** What is too long is refused in the words of the pages, so a body may be somewhat longer. */
const textCharsMax = 50_000;

const Key = v.pipe(
  v.string(),
  v.regex(/^[\w-]{1,64}$/, 'It is of letters, digits, - and _, 64 at the most.'),
  v.description('A name of your own for it'),
);
const Text = v.pipe(v.string(), v.maxLength(textCharsMax), v.description('Markdown'));
const until = v.optional(v.pipe(Instant, v.description('Until when it is printed')));

const WantedNote = v.strictObject({
  key: Key,
  texts: v.pipe(
    v.record(v.string(), Text),
    v.description('By language, such as en or zh-Hans; readers get theirs, else one that is there'),
  ),
  until,
});

const WantedItem = v.strictObject({
  key: Key,
  title: v.string(),
  text: v.optional(Text),
  link: v.optional(v.string()),
  picture: v.optional(v.string()),
  section: v.string(),
  until,
});

const WantedTest = v.strictObject({
  to: v.optional(
    v.pipe(v.string(), v.description('One of the newsletter’s own; where notices go without it')),
  ),
  segment: v.optional(v.pipe(v.string(), v.description('As for the next edition')), ''),
  due: v.optional(v.pipe(Instant, v.description('As for the next edition'))),
});

/** The routes. */
export const ownWordsRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'post', path: '/notes', name: 'addNote', tag: 'Marks', right: 'curate' },
    summary: 'Put a note at the top of editions to come',
    details: 'The same key again takes the place of the first.',
    body: WantedNote,
    answers: { 200: { means: 'The mark of the note', schema: MarkAnswer } },
    problems: ['refused'],
    answer: async (call, { body }, desk) => {
      const { addNote } = await ownWords();
      const wish = { ...body, until: instantIn(body.until) };
      return markTold(call, await addNote(call.newsletter, wish, markingDeps(desk)));
    },
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/own-items', name: 'addOwnItem', tag: 'Marks', right: 'curate' },
    summary: 'Add an item that no feed has brought',
    details: 'Each reader gets it once. The same key again adds nothing.',
    body: WantedItem,
    answers: { 200: { means: 'The mark of the item', schema: MarkAnswer } },
    problems: ['refused'],
    answer: async (call, { body }, desk) => {
      const { addOwnItem } = await ownWords();
      const { section, ...words } = body;
      const wish = { ...words, sectionId: section, until: instantIn(body.until) };
      return markTold(call, await addOwnItem(call.newsletter, wish, markingDeps(desk)));
    },
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/next/test', name: 'testNextEdition' },
    ...{ tag: 'Next edition', right: 'send' },
    summary: 'Mail the next edition, as it would be now, to an address of the newsletter',
    details: 'Nobody else gets it, and nothing is counted.',
    body: WantedTest,
    answers: { 204: { means: 'It is on its way' } },
    problems: ['refused', 'notNow'],
    answer: mailATest,
  }),
];

/** Markdown is read where somebody writes, and not at every start. */
const ownWords = () => import('../../../edition/plan/own-words.ts');

function instantIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

const untested: Readonly<Record<'foreign' | 'nothing', ProblemKind>> = {
  foreign: 'refused',
  nothing: 'notNow',
};

async function mailATest(
  call: NewsletterCall,
  { body }: Asked<undefined, typeof WantedTest>,
  desk: ApiDesk,
): Promise<Answer> {
  const due = body.due === undefined ? '' : String(Date.parse(body.due));
  const meant = { segment: body.segment, due };
  const result = await mailTestOf({ visit: call, to: body.to, meant }, desk);
  if (result.kind !== 'mailed') {
    return refuse(untested[result.kind], nextWords[call.language.tongue].said[result.kind]);
  }
  call.tell({ object: `content ${result.contentKey}`, after: 'test mailed' });
  return nothing;
}

/** A newsletter that is to be deleted, for programs. */
import * as v from 'valibot';
import { askDeletion } from '../../../edition/plan/ask-deletion.ts';
import { keepNewsletter } from '../../../edition/plan/close.ts';
import type { DeletionRecord } from '../../../edition/plan/deletion-record.ts';
import { deletionTold, isToldOf, keptTold } from '../deletion-part.ts';
import { deletionWords } from '../deletion-words.ts';
import { settingsWords } from '../settings-words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  created,
  type NewsletterCall,
  nothing,
  ofNewsletter,
  ok,
} from './api.ts';
import { refuse } from './problems.ts';
import { Count, Instant, instantOf, text } from './schemas.ts';

const DeletionAnswer = v.pipe(
  v.strictObject({
    state: v.picklist(['waiting', 'telling', 'awaiting', 'removing', 'done']),
    askedAt: Instant,
    startsAt: v.pipe(Instant, v.description('Nothing goes before; until then it can be kept')),
    keepArchive: v.boolean(),
    tellReaders: v.boolean(),
    gone: v.pipe(
      v.strictObject({
        readers: Count,
        feeds: Count,
        items: Count,
        editions: Count,
        pages: Count,
      }),
      v.description('What has gone so far'),
    ),
  }),
  v.metadata({ ref: 'Deletion' }),
);

const WantedDeletion = v.strictObject({
  name: v.pipe(text(200), v.description('What the newsletter is called, in full')),
  keepArchive: v.optional(
    v.pipe(v.boolean(), v.description('Keep what it published, with the closed newsletter')),
    false,
  ),
  tellReaders: v.optional(
    v.pipe(v.boolean(), v.description('Tell its readers first, by a letter')),
    false,
  ),
});

function answerOf(record: DeletionRecord): v.InferOutput<typeof DeletionAnswer> {
  const { state, askedAt, startsAt, keepsArchive, tellsReaders, gone } = record;
  return {
    state: state === 'kept' ? 'waiting' : state,
    ...{ askedAt: instantOf(askedAt), startsAt: instantOf(startsAt) },
    ...{ keepArchive: keepsArchive, tellReaders: tellsReaders },
    gone: {
      ...{ readers: gone.reader, feeds: gone.feed, items: gone.item },
      ...{ editions: gone.edition, pages: gone.published },
    },
  };
}

const place = { path: '/deletion', tag: 'Newsletters', right: 'settings' } as const;

/** The routes. */
export const deletionRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ ...place, method: 'get', name: 'getDeletion' },
    summary: 'How far the deletion of a newsletter is',
    details: 'It answers 404 when nobody has asked for that, and when the newsletter has gone.',
    answers: { 200: { means: 'How far it is', schema: DeletionAnswer } },
    answer: async ({ newsletter }, _, { deps }) => {
      const record = await deps.closing.deletions.load(newsletter.id);
      return isToldOf(record, newsletter) ? ok(answerOf(record)) : refuse('missing');
    },
  }),
  ofNewsletter({
    ...{ ...place, method: 'post', name: 'deleteNewsletter', isGrave: true },
    summary: 'Delete a newsletter with all that belongs to it',
    details:
      'It is closed at once. What belongs to it begins to go a day later, and goes by itself then. Asking again answers 200 and changes nothing.',
    body: WantedDeletion,
    answers: {
      200: {
        means: 'It is to be deleted already, as it was asked for first',
        schema: DeletionAnswer,
      },
      201: { means: 'It will be deleted', schema: DeletionAnswer },
    },
    problems: ['refused', 'notNow'],
    answer: postDeletion,
  }),
  ofNewsletter({
    ...{ ...place, method: 'delete', name: 'keepNewsletter' },
    summary: 'Keep a newsletter that was to be deleted',
    details: 'It opens again if it was closed because of that.',
    answers: { 204: { means: 'It is kept' } },
    problems: ['tooLate'],
    answer: async ({ newsletter, language, tell }, _, { deps }) => {
      const kept = await keepNewsletter(newsletter, deps.closing);
      tell(keptTold(newsletter, kept));
      if (kept === 'too-late')
        return refuse('tooLate', deletionWords[language.tongue].said.tooLate);
      return kept === 'kept' ? nothing : refuse('missing');
    },
  }),
];

async function postDeletion(
  { newsletter, caller, language, tell }: NewsletterCall,
  { body }: Asked<undefined, typeof WantedDeletion>,
  { deps }: ApiDesk,
): Promise<Answer> {
  tell({ object: newsletter.id });
  if (body.name.trim() !== newsletter.name) {
    return refuse('refused', settingsWords[language.tongue].said.wrongName);
  }
  const { keepArchive: keepsArchive, tellReaders: tellsReaders } = body;
  const by = caller.person.id;
  const asked = await askDeletion({ newsletter, keepsArchive, tellsReaders, by }, deps);
  if (asked.kind === 'asked') {
    tell({ after: deletionTold.asked });
    return created(answerOf(asked.record));
  }
  if (asked.kind === 'there') {
    tell({ outcome: 'refused' });
    return ok(answerOf(asked.record));
  }
  return refuse('notNow', deletionWords[language.tongue].said.oldTable);
}

/** Newsletters, for programs. */
import * as v from 'valibot';
import { cadences } from '../../../config/cadence.ts';
import type { Newsletter } from '../../../edition/newsletter.ts';
import { closeNewsletter, reopenNewsletter } from '../../../edition/plan/close.ts';
import { setUpNewsletter } from '../../../edition/setup/set-up.ts';
import { mayByToken } from '../../../owner/token.ts';
import { deletionWords } from '../deletion-words.ts';
import { settingsWords } from '../settings-words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  type Call,
  created,
  ofAll,
  ofNewsletter,
  ok,
} from './api.ts';
import { refuse } from './problems.ts';
import { Count, Instant, maybeAt, ScheduleAnswer, scheduleOf } from './schemas.ts';
import { mistaken, settingKeys } from './settings.ts';

const tag = 'Newsletters';

const NewsletterAnswer = v.pipe(
  v.strictObject({
    id: v.string(),
    name: v.string(),
    description: v.string(),
    language: v.string(),
    zone: v.string(),
    sections: v.array(v.strictObject({ id: v.string(), name: v.string() })),
    cadences: v.array(v.picklist(cadences)),
    defaultSchedule: ScheduleAnswer,
    mode: v.picklist(['automatic', 'veto', 'approval']),
    closedAt: v.optional(Instant),
    readers: v.optional(
      v.pipe(Count, v.description('Confirmed readers when they were last counted, once a day')),
    ),
  }),
  v.metadata({ ref: 'Newsletter' }),
);

function answerOf(newsletter: Newsletter): v.InferOutput<typeof NewsletterAnswer> {
  const { id, name, description, language, zone, sections, defaultSchedule } = newsletter;
  return {
    ...{ id, name, description, language, zone, sections },
    cadences: newsletter.cadences,
    defaultSchedule: scheduleOf(defaultSchedule),
    mode: newsletter.sending?.mode ?? 'automatic',
    ...maybeAt('closedAt', newsletter.closedAt),
  };
}

const NewNewsletter = v.strictObject({
  name: v.string(),
  id: v.optional(v.pipe(v.string(), v.description('Made of the name without it'))),
  sections: v.optional(v.array(v.strictObject({ name: v.string(), id: v.optional(v.string()) }))),
  values: v.optional(
    v.pipe(
      v.record(v.picklist(settingKeys.filter((key) => key !== 'name')), v.unknown()),
      v.description('Settings by their dotted names, such as sender.address'),
    ),
    {},
  ),
});

/** The routes. */
export const newsletterRoutes: readonly ApiRoute[] = [
  ofAll({
    ...{ method: 'get', path: '/newsletters', name: 'listNewsletters', tag, right: 'any' },
    summary: 'Newsletters that the token may look at',
    answers: {
      200: {
        means: 'All of them',
        schema: v.strictObject({ newsletters: v.array(NewsletterAnswer) }),
      },
    },
    answer: async ({ caller }, _, { deps }) => {
      const all = await deps.newsletters();
      const shown = all.filter(({ id }) => mayByToken(caller, 'look', id));
      return ok({ newsletters: shown.map(answerOf) });
    },
  }),
  ofNewsletter({
    ...{ method: 'get', path: '', name: 'getNewsletter', tag, right: 'look' },
    summary: 'One newsletter',
    answers: { 200: { means: 'The newsletter', schema: NewsletterAnswer } },
    answer: async ({ newsletter }, _, { deps }) => {
      const readers = await deps.readerCount(newsletter.id);
      return ok({ ...answerOf(newsletter), ...(readers === undefined ? {} : { readers }) });
    },
  }),
  ofAll({
    ...{ method: 'post', path: '/newsletters', name: 'addNewsletter', tag, right: 'settings' },
    summary: 'Set up a newsletter',
    details:
      'An id is one newsletter: adding it again answers 200 with the one that is there, where it has the same name.',
    body: NewNewsletter,
    answers: {
      200: { means: 'It was there already', schema: NewsletterAnswer },
      201: { means: 'It was set up', schema: NewsletterAnswer },
    },
    problems: ['refused'],
    answer: add,
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/close', name: 'closeNewsletter', tag, right: 'settings' },
    summary: 'Close a newsletter: nobody joins, nothing is fetched or sent; its archive stays',
    details: 'A second time changes nothing.',
    answers: { 200: { means: 'The newsletter as it is now', schema: NewsletterAnswer } },
    answer: async ({ newsletter, tell }, _, { deps }) => {
      tell({ object: newsletter.id, after: 'closed' });
      return ok(answerOf(await closeNewsletter(newsletter, deps.closing)));
    },
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/reopen', name: 'reopenNewsletter', tag, right: 'settings' },
    summary: 'Open a newsletter again that was closed',
    answers: { 200: { means: 'The newsletter as it is now', schema: NewsletterAnswer } },
    problems: ['tooLate'],
    answer: async ({ newsletter, language, tell }, _, { deps }) => {
      const { id } = newsletter;
      const opened = await reopenNewsletter(newsletter, deps.closing);
      tell({ object: id, ...(opened === 'open' ? { after: 'open' } : {}) });
      if (opened === 'deleting') {
        return refuse('tooLate', deletionWords[language.tongue].said.tooLate);
      }
      return ok(answerOf((await deps.newsletter(id)) ?? newsletter));
    },
  }),
];

async function add(
  call: Call,
  { body }: Asked<undefined, typeof NewNewsletter>,
  { deps, settings }: ApiDesk,
): Promise<Answer> {
  const words = settingsWords[call.language.tongue].new;
  const { id, name, values, sections = [] } = body;
  const made = await setUpNewsletter(
    {
      ...{ id, name, values: new Map(Object.entries(values)) },
      sections: sections.length === 0 ? [{ name: words.sectionName }] : sections,
      ...{ domain: settings.sender?.domain, now: call.now },
    },
    { load: deps.newsletter, replace: deps.settings.writes.replace },
  );
  switch (made.kind) {
    case 'no-id':
      return refuse('refused', words.noId);
    case 'wrong':
      return mistaken(made.mistakes, body, call);
    case 'taken':
      call.tell({ object: made.id });
      return refuse('refused', words.taken);
    case 'there':
      call.tell({ object: made.newsletter.id, outcome: 'refused' });
      return ok(answerOf(made.newsletter));
    case 'set-up':
      call.tell({ object: made.newsletter.id, after: 'set up' });
      return created(answerOf(made.newsletter));
  }
}

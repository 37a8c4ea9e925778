/** Newsletters, for programs. */
import * as v from 'valibot';
import { cadences } from '../../../config/cadence.ts';
import type { Newsletter } from '../../../edition/newsletter.ts';
import { writtenOf } from '../../../edition/setup/standing.ts';
import { type ApiRoute, ofAll, ofNewsletter, ok } from './api.ts';
import { refuse } from './problems.ts';
import { Count, Instant, maybeAt, ScheduleAnswer, scheduleOf } from './schemas.ts';

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
    answer: async ({ newsletters }) => ok({ newsletters: newsletters.map(answerOf) }),
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
  ofNewsletter({
    ...{ method: 'get', path: '/settings', name: 'getSettings', tag, right: 'settings' },
    summary: 'All settings of a newsletter, with its feeds',
    details: 'As `paperboy pull` writes them into a file.',
    answers: {
      200: {
        means: 'The settings',
        schema: v.looseObject({
          version: v.number(),
          id: v.string(),
          sections: v.array(v.looseObject({ id: v.string() })),
        }),
      },
    },
    answer: async ({ newsletter: { id } }, _, { deps }) => {
      const standing = await deps.settings.reads(id).standing(id);
      const { newsletter } = standing;
      return newsletter === undefined
        ? refuse('missing')
        : ok(writtenOf({ ...standing, newsletter }));
    },
  }),
];

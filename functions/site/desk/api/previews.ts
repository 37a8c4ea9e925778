/** Editions as mails, for programs: both parts, with what stands where each reader's own would. */
import * as v from 'valibot';
import { contentOfPreview } from '../../../edition/plan/preview.ts';
import { scheduleInWords } from '../../../edition/schedule-words.ts';
import { meantPreview } from '../next-meant.ts';
import { printed } from '../next-preview.ts';
import { nextWords } from '../next-words.ts';
import { type ApiRoute, ofNewsletter, ok } from './api.ts';
import { withEdition } from './editions.ts';
import { NextQuery } from './next.ts';
import { refuse } from './problems.ts';

const Printed = v.pipe(
  v.strictObject({ subject: v.string(), html: v.string(), text: v.string() }),
  v.description('Its personal links lead nowhere'),
  v.metadata({ ref: 'PrintedEdition' }),
);

const answers = { 200: { means: 'The mail', schema: Printed } };
const look = { right: 'look', answers, problems: ['notNow'] } as const;

/** The routes. */
export const previewRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ ...look, method: 'get', path: '/next/printed', name: 'printNextEdition' },
    ...{ tag: 'Next edition', query: NextQuery },
    summary: 'The next edition as readers would see it now',
    answer: async (call, { query }, { deps, settings }) => {
      const due = query.due === undefined ? '' : String(Date.parse(query.due));
      const preview = await meantPreview(call, { segment: query.segment, due }, deps);
      const content = await contentOfPreview(preview, settings.siteUrl, deps.preview);
      if (content === undefined) {
        return refuse('notNow', nextWords[call.language.tongue].said.nothing);
      }
      const schedule = scheduleInWords(preview.audience.schedule, call.newsletter.language);
      return ok({ subject: content.subject, ...printed(content, schedule) });
    },
  }),
  ofNewsletter({
    ...{ ...look, method: 'get', path: '/editions/:edition/printed', name: 'printEdition' },
    tag: 'Editions',
    summary: 'An edition as its first readers get it',
    details: 'It is not to be had before it is printed, or once what it held is kept no more.',
    answer: (call, asked, desk) =>
      withEdition(call, asked, desk, async ({ contentKey, schedule }) => {
        const content = contentKey === undefined ? undefined : await desk.deps.content(contentKey);
        if (content === undefined) return refuse('notNow');
        const words = scheduleInWords(schedule, call.newsletter.language);
        return ok({ subject: content.subject, ...printed(content, words) });
      }),
  }),
];

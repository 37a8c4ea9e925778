/** Lists of feeds as OPML, for programs. */
import * as v from 'valibot';
import { isClosed } from '../../../edition/newsletter.ts';
import { opmlBytesMax, opmlOf, takeList } from '../feeds-list.ts';
import { notedText } from '../noted.ts';
import { type ApiRoute, ofNewsletter, ok } from './api.ts';
import { refuse } from './problems.ts';
import { Count, jsonBytesMax, text } from './schemas.ts';
import { problemOfSection } from './section.ts';

const tag = 'Feeds';

const List = v.strictObject({
  opml: text(opmlBytesMax),
  section: v.optional(
    v.pipe(
      v.string(),
      v.description('For all of them, by its id; its outlines become sections without it'),
    ),
  ),
});

const Taken = v.strictObject({
  added: Count,
  known: v.pipe(Count, v.description('The newsletter had them already')),
  refused: v.pipe(
    v.array(v.strictObject({ url: v.string(), reason: v.string() })),
    v.description('Address and reason of each'),
  ),
});

/** The routes. */
export const opmlRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/opml', name: 'exportFeeds', tag, right: 'look' },
    summary: 'All feeds of a newsletter as OPML',
    answers: { 200: { means: 'The list', schema: v.strictObject({ opml: v.string() }) } },
    answer: async ({ newsletter }, _, { deps }) => ok({ opml: await opmlOf(newsletter, deps) }),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/opml', name: 'importFeeds', tag, right: 'settings' },
    summary: 'Add the feeds of an OPML list',
    details: 'The same list again changes nothing.',
    body: List,
    bodyBytesMax: jsonBytesMax(opmlBytesMax),
    answers: { 200: { means: 'What came of it', schema: Taken } },
    problems: ['closed', 'refused'],
    answer: async (call, { body }, { deps }) => {
      const { newsletter } = call;
      const { section: sectionId } = body;
      if (isClosed(newsletter)) return refuse('closed');
      const nowhere = problemOfSection(call, sectionId);
      if (nowhere !== undefined) return nowhere;
      const taken = await takeList({ newsletter, text: body.opml, sectionId }, deps);
      if (taken.kind === 'refused')
        return refuse('refused', notedText(taken.reason, call.language));
      const { added, known, refused } = taken;
      call.tell({ after: `${added} feeds added` });
      const told = refused.map(({ url, reason }) => ({
        url,
        reason: notedText(reason, call.language),
      }));
      return ok({ added, known, refused: told });
    },
  }),
];

/** Taking readers along, for programs: the file that the pages give, in parts. */
import * as v from 'valibot';
import { type ExportPlace, isExportPlace } from '../../../subscriber/list/export-place.ts';
import { exportWords } from '../export-words.ts';
import { type ApiRoute, ofNewsletter, ok } from './api.ts';
import { refuse } from './problems.ts';
import { Count, cursorOf, Next, placeOf, text } from './schemas.ts';

const Part = v.strictObject({
  after: v.optional(v.pipe(text(2_000), v.description('The `next` of the part before'))),
});

/** The place of a part, as it was given with the part before. */
const Place = v.strictObject({
  range: v.number(),
  reader: v.exactOptional(v.string()),
});

/** The route. */
export const exportRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'post', path: '/readers/export', name: 'exportReaders', tag: 'Readers' },
    ...{ right: 'readers', isGrave: true },
    summary: 'All who are mailed, as a CSV file in parts',
    details: 'Each part has its own heading.',
    body: Part,
    answers: {
      200: {
        means: 'A part',
        schema: v.strictObject({ csv: v.string(), readers: Count, next: Next }),
      },
    },
    problems: ['notNow'],
    answer: async (call, { body }, { deps }) => {
      const from = body.after === undefined ? undefined : placeIn(body.after);
      if (from === 'none') {
        const errors = [{ at: '/after', says: 'It is no `next` of a part.' }];
        return refuse('invalid', undefined, { errors });
      }
      const { exportPart } = await import('../../../subscriber/list/export-part.ts');
      const newsletterId = call.newsletter.id;
      const walk = { newsletterId, ...(from === undefined ? {} : { from }) };
      const part = await exportPart(walk, deps.exporting);
      if (part === 'incomplete') {
        return refuse('notNow', exportWords[call.language.tongue].incomplete.replaceAll('`', ''));
      }
      const { csv, readers, next } = part;
      call.tell({ after: `${readers} readers` });
      return ok({
        ...{ csv, readers },
        ...(next === undefined ? {} : { next: cursorOf(JSON.stringify(next)) }),
      });
    },
  }),
];

function placeIn(cursor: string): ExportPlace | 'none' {
  try {
    const read = v.safeParse(Place, JSON.parse(placeOf(cursor)));
    return read.success && isExportPlace(read.output) ? read.output : 'none';
  } catch {
    return 'none';
  }
}

/** What would become of each row of a list, for programs, a few at a time. */
import * as v from 'valibot';
import type { ForeseenRow } from '../../../subscriber/import/look-rows.ts';
import { rowFaultText } from '../import-says.ts';
import { importDeps } from '../imports-uses.ts';
import { importsWords } from '../imports-words.ts';
import { type ApiRoute, type NewsletterCall, ofNewsletter, ok } from './api.ts';
import { withImport } from './import-answers.ts';
import { refuse } from './problems.ts';
import { Count, cursorOf, Next, PageQuery, placeOf } from './schemas.ts';

const RowAnswer = v.strictObject({
  line: v.pipe(Count, v.description('In the list')),
  address: v.optional(v.string()),
  end: v.pipe(v.string(), v.description('What would become of it')),
  says: v.string(),
});

/** The route. */
export const importRowRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/imports/:import/rows', name: 'listImportRows', tag: 'Imports' },
    right: 'readers',
    summary: 'What would become of each row of a list that was looked at',
    query: PageQuery,
    answers: {
      200: {
        means: 'Some of the rows',
        schema: v.strictObject({ rows: v.array(RowAnswer), next: Next }),
      },
    },
    problems: ['notNow'],
    answer: (call, asked, desk) =>
      withImport(call, asked, desk, async (stored) => {
        const { finding } = await import('../../../subscriber/import/import-table.ts');
        const { lookAtRows } = await import('../../../subscriber/import/look-rows.ts');
        const { table, around, parts, now } = importDeps(call, desk);
        const find = await finding(stored.newsletterId, table, around);
        const [part = 0, row = 0] = placeOf(asked.query.after).split('.').map(numberIn);
        const found = await lookAtRows(stored, { part, row }, { get: parts.get, find, now });
        if (found === undefined) {
          return refuse('notNow', importsWords[call.language.tongue].rows.gone);
        }
        const { next, rows } = found;
        return ok({
          rows: rows.map((one) => rowAnswer(one, call)),
          ...(next === undefined ? {} : { next: cursorOf(`${next.part}.${next.row}`) }),
        });
      }),
  }),
];

function numberIn(text: string): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}

function rowAnswer({ line, address, end, fault }: ForeseenRow, { language }: NewsletterCall) {
  const words = importsWords[language.tongue];
  const says =
    fault === undefined ? words.outcomes[end].planned : rowFaultText(fault, { words, language });
  return { line, end, says, ...(address === undefined ? {} : { address }) };
}

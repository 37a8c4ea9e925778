/** What was done about a newsletter, for programs. */
import * as v from 'valibot';
import { type ApiRoute, ofNewsletter, ok } from './api.ts';
import { cursorOf, Instant, instantOf, Next, PageQuery, placeOf } from './schemas.ts';

const entriesOfPage = 50;

const LogEntry = v.pipe(
  v.strictObject({
    id: v.string(),
    at: Instant,
    act: v.string(),
    via: v.picklist(['desk', 'api', 'mail', 'command']),
    person: v.optional(
      v.pipe(v.string(), v.description('The id of who did it, where it was a person')),
    ),
    token: v.optional(
      v.pipe(v.string(), v.description('The token by which a program did it for them')),
    ),
    object: v.optional(v.string()),
    before: v.optional(v.string()),
    after: v.optional(v.string()),
    outcome: v.picklist(['begun', 'done', 'refused', 'failed']),
  }),
  v.metadata({ ref: 'LogEntry' }),
);

/** The route. */
export const logRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/log', name: 'listLog', tag: 'Log', right: 'settings' },
    summary: 'What was done about a newsletter, by whom, the latest first',
    query: PageQuery,
    answers: {
      200: {
        means: 'A page of it',
        schema: v.strictObject({ entries: v.array(LogEntry), next: Next }),
      },
    },
    answer: async ({ newsletter }, { query }, { deps }) => {
      const before = Number.parseInt(placeOf(query.after), 10);
      const range = { ...(Number.isSafeInteger(before) ? { before } : {}), limit: entriesOfPage };
      const entries = await deps.audit.list(newsletter.id, range);
      const last = entries.length === entriesOfPage ? entries.at(-1)?.at : undefined;
      return ok({
        entries: entries.map(({ personId, newsletterId: _, from: __, at, outcome, ...entry }) => ({
          ...{ ...entry, at: instantOf(at), outcome: outcome ?? 'begun' },
          ...(personId === undefined ? {} : { person: personId }),
        })),
        ...(last === undefined ? {} : { next: cursorOf(String(last)) }),
      });
    },
  }),
];

/** How many readers came and left, for programs. */
import * as v from 'valibot';
import { dayMs } from '../../../config/time.ts';
import { growth, growthDaysMax } from '../../../subscriber/growth.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  type NewsletterCall,
  ofNewsletter,
  ok,
} from './api.ts';
import { Count, Instant, instantOf } from './schemas.ts';

const daysUsual = 30;

const GrowthQuery = v.strictObject({
  days: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d{0,2}$/, `It is a whole number from 1 to ${growthDaysMax}.`),
      v.check((days) => Number(days) <= growthDaysMax, `At most ${growthDaysMax} days.`),
      v.description(`So many days up to now: ${daysUsual} without it, at most ${growthDaysMax}`),
    ),
    String(daysUsual),
  ),
});

const Counts = v.record(v.string(), v.number());

const GrowthAnswer = v.pipe(
  v.strictObject({
    knownFrom: v.optional(
      v.pipe(v.string(), v.isoDate(), v.description('Nothing is known of the days before')),
    ),
    days: v.pipe(
      v.array(
        v.strictObject({
          day: v.pipe(v.string(), v.isoDate()),
          asked: v.pipe(Count, v.description('By a form, confirmed or not')),
          joined: Count,
          left: Count,
          net: v.number(),
          bounced: v.pipe(Count, v.description('Of those who left: whose address was given up')),
          complained: v.pipe(Count, v.description('Of those who left: who complained')),
          byThemselves: v.pipe(Count, v.description('By their own will, mailed before or not')),
          reasons: Counts,
          total: v.optional(v.pipe(v.number(), v.description('Mailed readers when it ended'))),
        }),
      ),
      v.description('Days of UTC, the oldest first'),
    ),
    joined: v.pipe(Counts, v.description('How they came')),
    left: v.pipe(Counts, v.description('How they went')),
    reasons: v.pipe(Counts, v.description('Why, where they said it')),
    editions: v.array(
      v.strictObject({
        id: v.string(),
        due: Instant,
        state: v.string(),
        submitted: Count,
        left: Count,
        bounced: Count,
        complained: Count,
      }),
    ),
  }),
  v.metadata({ ref: 'Growth' }),
);

/** The route. */
export const growthRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/growth', name: 'getGrowth', tag: 'Growth', right: 'look' },
    summary: 'How many readers came and left, by day and by edition',
    details: 'Joined and left count who gets editions since, and who gets none any more.',
    query: GrowthQuery,
    answers: { 200: { means: 'The counts', schema: GrowthAnswer } },
    answer: showGrowth,
  }),
];

async function showGrowth(
  { newsletter, now }: NewsletterCall,
  { query }: Asked<typeof GrowthQuery, undefined>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const from = now - (Number(query.days) - 1) * dayMs;
  const input = { newsletterId: newsletter.id, from, to: now, now };
  const told = await growth(input, deps.programs.growth);
  const { knownFrom, days, joined, left, reasons, editions } = told;
  const body: v.InferOutput<typeof GrowthAnswer> = {
    ...(knownFrom === undefined ? {} : { knownFrom }),
    days: days.map((day) => ({ ...day, reasons: { ...day.reasons } })),
    ...{ joined: { ...joined }, left: { ...left }, reasons: { ...reasons } },
    editions: editions.map((one) => {
      const { id, scheduledAt, state, submitted, left: gone, bounced, complained } = one;
      const due = instantOf(scheduledAt);
      return { id, due, state, submitted, left: gone, bounced, complained };
    }),
  };
  return ok(body);
}

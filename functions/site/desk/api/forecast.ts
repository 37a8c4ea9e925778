/** What is to come of a newsletter in the next weeks, for programs. */
import * as v from 'valibot';
import { dayMs } from '../../../config/time.ts';
import { forecast } from '../../../edition/plan/forecast.ts';
import { type ApiRoute, ofNewsletter, ok } from './api.ts';
import {
  Count,
  Instant,
  instantOf,
  ScheduleAnswer,
  SectionsAnswer,
  scheduleOf,
} from './schemas.ts';

const daysUsual = 7;
const daysMax = 28;

const ForecastQuery = v.strictObject({
  days: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[1-9]\d?$/, `It is a whole number from 1 to ${daysMax}.`),
      v.check((days) => Number(days) <= daysMax, `At most ${daysMax} days.`),
      v.description(`So many days from now: ${daysUsual} without it, at most ${daysMax}`),
    ),
    String(daysUsual),
  ),
});

const ForecastAnswer = v.pipe(
  v.strictObject({
    editions: v.array(
      v.strictObject({
        due: Instant,
        schedule: ScheduleAnswer,
        sections: SectionsAnswer,
        instant: v.pipe(v.boolean(), v.description('It goes as soon as something is new')),
        readers: v.optional(
          v.pipe(Count, v.description('As many as got the edition before; absent where none went')),
        ),
        known: v.pipe(Count, v.description('Items that are there already')),
        expected: v.pipe(v.number(), v.description('Items that feeds are likely to bring by then')),
      }),
    ),
    segmentsLeftOut: v.pipe(Count, v.description('Choices of readers that were not looked at')),
    gatesLeftOut: v.pipe(Count, v.description('Feeds whose waiting items were not looked at')),
  }),
  v.metadata({ ref: 'Forecast' }),
);

/** The route. */
export const forecastRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/forecast', name: 'getForecast', tag: 'Next edition' },
    right: 'look',
    summary: 'Which editions are to come, when, for how many readers and with how much',
    details: 'From the habits of the feeds and what waits now. Nothing is sent.',
    query: ForecastQuery,
    answers: { 200: { means: 'The earliest first', schema: ForecastAnswer } },
    answer: async ({ newsletter, now }, { query }, { deps }) => {
      const until = now + Number(query.days) * dayMs;
      const found = await forecast({ newsletter, now, until }, deps.forecast);
      return ok({
        editions: found.coming.map((one) => ({
          ...{ due: instantOf(one.at), schedule: scheduleOf(one.schedule) },
          sections: one.sections === 'all' ? one.sections : [...one.sections],
          ...{ instant: one.isInstant, known: one.known, expected: one.expected },
          ...(one.readers === undefined ? {} : { readers: one.readers }),
        })),
        ...{ segmentsLeftOut: found.segmentsUnseen, gatesLeftOut: found.gatesUnseen },
      });
    },
  }),
];

/** The schemas of what several routes take or answer. Instants are in ISO 8601, in UTC. */
import * as v from 'valibot';
import { cadences } from '../../../config/cadence.ts';
import type { Schedule } from '../../../config/schedule.ts';

/** An instant. */
export const Instant = v.pipe(v.string(), v.isoTimestamp());

/** An instant (ms) as it is answered. */
export function instantOf(at: number): string {
  return new Date(at).toISOString();
}

/** The same of one that may be absent, under a name. */
export function maybeAt<Name extends string>(
  name: Name,
  at: number | undefined,
): { readonly [One in Name]?: string } {
  return at === undefined ? {} : ({ [name]: instantOf(at) } as { [One in Name]: string });
}

/** A count. */
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A text of a line or more, up to a length. */
export const text = (charsMax: number) => v.pipe(v.string(), v.maxLength(charsMax));

/** Where the page before ended: its `next`, as it was given. */
const After = v.pipe(
  v.string(),
  v.maxLength(2_000),
  v.description('The `next` of the page before'),
);
/** The query of a list without other wishes. */
export const PageQuery = v.strictObject({ after: v.optional(After) });
/** The same among other wishes. */
export const pageFields = { after: v.optional(After) };
/** Where the next page begins; absent on the last one. */
export const Next = v.optional(v.pipe(v.string(), v.description('Absent on the last page')));

/** A place in a list, so that nobody reads anything into it. */
export function cursorOf(place: string): string {
  return Buffer.from(place, 'utf8').toString('base64url');
}

/** The place that a cursor names; '' where it names none. */
export function placeOf(cursor: string | undefined): string {
  return Buffer.from(cursor ?? '', 'base64url').toString('utf8');
}

/** When readers get their editions. */
export const ScheduleAnswer = v.pipe(
  v.strictObject({
    cadence: v.picklist(cadences),
    zone: v.string(),
    hour: v.optional(v.number()),
    weekday: v.optional(v.number()),
    monthday: v.optional(v.number()),
  }),
  v.metadata({ ref: 'Schedule' }),
);

/** The schedule, as it is answered. */
export function scheduleOf(schedule: Schedule): v.InferOutput<typeof ScheduleAnswer> {
  return { ...schedule };
}

/**
 * What a text of so many bytes takes at most within a body: JSON may write a letter of two bytes as
 * six (\u0434), and ends of lines and quotes as two; the rest stands around it.
 */
export function jsonBytesMax(textBytes: number): number {
  return 3 * textBytes + 64 * 1024;
}

/** All of a newsletter's sections, or some by their ids. */
export const SectionsAnswer = v.union([v.literal('all'), v.array(v.string())]);

/** A problem, as any route may answer it (RFC 9457). */
export const ProblemAnswer = v.pipe(
  v.strictObject({
    type: v.pipe(v.string(), v.description('Leads to the kinds of problems in this document')),
    title: v.string(),
    status: v.number(),
    detail: v.pipe(v.string(), v.description('For people, in the language that was asked for')),
    kind: v.pipe(v.string(), v.description('The last part of `type`')),
    reason: v.optional(v.string()),
    right: v.optional(v.string()),
    errors: v.optional(v.array(v.strictObject({ at: v.string(), says: v.string() }))),
    feeds: v.optional(v.array(v.strictObject({ url: v.string(), title: v.string() }))),
  }),
  v.metadata({ ref: 'Problem' }),
);

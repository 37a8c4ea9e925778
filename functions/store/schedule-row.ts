/** What readers, segments and editions have chosen, as their rows hold it. */
import * as v from 'valibot';
import type { Schedule } from '../config/schedule.ts';
import type { Sections } from '../subscriber/subscriber.ts';
import { shapeOf } from './row.ts';

const zone = v.string();
const wholeNumber = (from: number, to: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));
const hour = wholeNumber(0, 23);

/** A schedule as rows hold it. */
export const scheduleShape = shapeOf<Schedule>()(
  v.variant('cadence', [
    v.looseObject({ cadence: v.literal('instant'), zone }),
    v.looseObject({ cadence: v.picklist(['daily', 'weekdays']), hour, zone }),
    v.looseObject({ cadence: v.literal('weekly'), weekday: wholeNumber(1, 7), hour, zone }),
    v.looseObject({ cadence: v.literal('monthly'), monthday: wholeNumber(1, 31), hour, zone }),
  ]),
);

/** The sections of a choice as rows hold them. */
export const sectionsShape = shapeOf<Sections>()(v.union([v.literal('all'), v.array(v.string())]));

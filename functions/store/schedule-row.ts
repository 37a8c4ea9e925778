/** What readers, segments and editions have chosen, as their rows hold it. */
import * as v from 'valibot';
import { cadences } from '../config/cadence.ts';
import { choiceEntries, type Schedule } from '../config/schedule.ts';
import type { Sections } from '../subscriber/subscriber.ts';
import { shapeOf } from './row.ts';

/** A schedule as rows hold it. A zone is looked up where it is used: that takes a while. */
export const scheduleShape = shapeOf<Schedule>()(
  v.variant(
    'cadence',
    cadences.map((cadence) => v.looseObject({ ...choiceEntries(cadence), zone: v.string() })),
  ) as v.GenericSchema<Schedule>,
);

/** The sections of a choice as rows hold them. */
export const sectionsShape = shapeOf<Sections>()(v.union([v.literal('all'), v.array(v.string())]));

/** What readers, segments and editions have chosen, as their rows hold it. */
import * as v from 'valibot';
import type { Schedule } from '../config/schedule.ts';
import type { Sections } from '../subscriber/subscriber.ts';
import { shapeOf } from './row.ts';

const zone = v.string();
const hour = v.number();

export const scheduleShape = shapeOf<Schedule>()(
  v.variant('cadence', [
    v.looseObject({ cadence: v.literal('instant'), zone }),
    v.looseObject({ cadence: v.picklist(['daily', 'weekdays']), hour, zone }),
    v.looseObject({ cadence: v.literal('weekly'), weekday: v.number(), hour, zone }),
    v.looseObject({ cadence: v.literal('monthly'), monthday: v.number(), hour, zone }),
  ]),
);

export const sectionsShape = shapeOf<Sections>()(v.union([v.literal('all'), v.array(v.string())]));

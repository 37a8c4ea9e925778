/** What a reader chose, and whether they chose at all. */
import type { Schedule } from '../config/schedule.ts';
import type { Sections, SegmentChoice, Subscriber } from './subscriber.ts';

/** What a reader chose: schedule and sections. */
export interface Choices {
  readonly schedule: Schedule;
  readonly sections: Sections;
}

/** The same, as somebody asked for it. */
export interface AskedChoices extends Choices, Pick<Subscriber, 'usual'> {}

/** Only the choices, of whatever holds them. */
function choicesOf({ schedule, sections }: Choices): Choices {
  return { schedule, sections };
}

/** What is asked for, of whatever holds it. */
export function askedOf({ usual, ...choices }: AskedChoices): AskedChoices {
  return { ...choicesOf(choices), ...(usual === undefined ? {} : { usual }) };
}

/** The choices as they are written into a row: whoever chose has not left it to the newsletter. */
export function choosing(asked: AskedChoices) {
  return { ...choicesOf(asked), usual: asked.usual ?? null };
}

/** What the segment of a reader depends on. */
export function segmentChoiceOf(reader: SegmentChoice): SegmentChoice {
  const { newsletterId, language } = reader;
  return { newsletterId, ...choicesOf(reader), ...(language === undefined ? {} : { language }) };
}

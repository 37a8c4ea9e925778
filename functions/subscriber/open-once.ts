/** Opening segments for many readers: one for all who choose the same. */
import { minuteMs } from '../config/time.ts';
import type { SegmentChoice } from './subscriber.ts';

type OpenSegment = (choice: SegmentChoice) => Promise<string>;

/** A segment that nobody is in may be taken down: it is opened anew as often as that. */
const segmentFreshMs = minuteMs;

/** Opens each segment once in a while. */
export function openOnce(openSegment: OpenSegment, now: () => number): OpenSegment {
  const opened = new Map<string, { readonly at: number; readonly id: Promise<string> }>();
  return (choice) => {
    const name = JSON.stringify([choice.schedule, choice.sections, choice.language]);
    const known = opened.get(name);
    if (known !== undefined && known.at > now() - segmentFreshMs) return known.id;
    const id = openSegment(choice);
    opened.set(name, { at: now(), id });
    return id;
  };
}

/** What readers will get at an instant, for their owner to see before it goes. */
import { lookBackMs } from '../../config/cadence.ts';
import type { Call } from '../call.ts';
import type { Content } from '../content.ts';
import type { Edition } from '../edition.ts';
import { activeAt, type Mark } from '../mark.ts';
import type { Newsletter } from '../newsletter.ts';
import type { SegmentChoice } from '../segment.ts';
import type { Composer } from './compose.ts';
import type { PlannedEditions } from './run-tick.ts';

/** What making a proof reads. */
export interface ProofDeps {
  readonly newsletter: (id: string) => Promise<Newsletter>;
  readonly readers: PlannedEditions['readers'];
  readonly editions: (newsletterId: string, since: number) => Promise<readonly Edition[]>;
  readonly marks: (newsletterId: string) => Promise<readonly Mark[]>;
  readonly compose: Composer;
  readonly content: (key: string) => Promise<Content | undefined>;
}

type Audience = Pick<SegmentChoice, 'schedule' | 'sections' | 'language'> & { readonly id: string };

/** Of more segments with other choices none is looked at. */
const audiencesMax = 8;

/**
 * The content of most readers of the first segment that has news: whoever reads everything in the
 * newsletter's language comes before the others. Without any readers it is what the archive shows.
 */
export async function proofOf(
  call: Call,
  segments: readonly Audience[],
  deps: ProofDeps,
): Promise<Content | undefined> {
  const { newsletterId, scheduledAt, cutoff } = call;
  const marks = activeAt(await deps.marks(newsletterId), scheduledAt);
  const common = { newsletterId, scheduledAt, cutoff, marks };
  const begun = (await deps.editions(newsletterId, scheduledAt))
    .filter((edition) => edition.scheduledAt === scheduledAt)
    .map((edition) => ({ ...edition, id: edition.segmentId }));
  const all = [...segments, ...begun].sort((a, b) => rankOf(a) - rankOf(b));
  let hasReaders = false;
  for (const { id, schedule, sections, language } of all.slice(0, audiencesMax)) {
    const from = await usualCursor(id, deps);
    if (from === undefined) continue;
    hasReaders = true;
    const own = language === undefined ? {} : { language };
    const content = await contentOf({ ...common, ...own, schedule, sections, from }, deps);
    if (content !== undefined) return content;
  }
  if (hasReaders) return undefined;
  const { defaultSchedule: schedule } = await deps.newsletter(newsletterId);
  const from = cutoff - lookBackMs(schedule.cadence);
  return contentOf({ ...common, schedule, sections: 'all', from }, deps);
}

function rankOf({ sections, language }: Audience): number {
  return (sections === 'all' ? 0 : 2) + (language === undefined ? 0 : 1);
}

async function contentOf(
  period: Parameters<Composer>[0],
  { compose, content }: Pick<ProofDeps, 'compose' | 'content'>,
): Promise<Content | undefined> {
  const composed = await (await compose(period))();
  return composed === undefined ? undefined : content(composed.key);
}

const pagesMax = 8;

/** Up to where most of the first readers have received; undefined when there are none. */
async function usualCursor(
  segmentId: string,
  { readers }: Pick<ProofDeps, 'readers'>,
): Promise<number | undefined> {
  let at = { shard: 0 };
  for (let page = 0; page < pagesMax; page += 1) {
    const { readers: found, next } = await readers({ segmentId }, at);
    const counts = [...Map.groupBy(found, ({ receivedThrough }) => receivedThrough)];
    const [most] = counts.sort(([, a], [, b]) => b.length - a.length);
    if (most !== undefined) return most[0];
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

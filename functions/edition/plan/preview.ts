/** The next edition as its readers would see it, made anew and kept nowhere. */
import { lookBackMs } from '../../config/cadence.ts';
import { isTimed } from '../../config/schedule.ts';
import { eligibleLagMs } from '../../feed/item.ts';
import { type Call, objectionTo } from '../call.ts';
import type { Content } from '../content.ts';
import { nextDue } from '../due.ts';
import type { Edition } from '../edition.ts';
import { activeAt, type Mark } from '../mark.ts';
import type { Newsletter } from '../newsletter.ts';
import { type Segment, type SegmentChoice, segmentId } from '../segment.ts';
import type { ComposeDeps, Composer } from './compose.ts';
import { composeLater } from './compose-later.ts';
import { editionBefore } from './readers-before.ts';

/** What making a preview reads. */
export interface PreviewDeps {
  /** All of a newsletter; or so many of them, and those of these ids that there are. */
  readonly segments: (
    newsletterId: string,
    some?: { readonly ids: readonly string[]; readonly max: number },
  ) => Promise<readonly Segment[]>;
  /** The call for an instant (ms), and an edition by its id, in one call of the table. */
  readonly known: (place: {
    readonly newsletterId: string;
    readonly scheduledAt: number;
    readonly editionId: string | undefined;
  }) => Promise<{ readonly call?: Call | undefined; readonly edition?: Edition | undefined }>;
  readonly marks: (newsletterId: string) => Promise<readonly Mark[]>;
  /** Up to where most of a few readers of a segment have received (ms); undefined: none was found. */
  readonly usualCursor: (segmentId: string) => Promise<number | undefined>;
  /** What editions are made of, read anew. */
  readonly material: () => ComposeDeps;
}

/** For whom it is made: those who chose the same. */
export type PreviewAudience = SegmentChoice &
  Pick<Segment, 'id' | 'dueAt'> & { readonly joinedAt?: number };

/** Which edition is meant. */
export interface PreviewInput {
  readonly newsletter: Newsletter;
  /** A segment by its id; without it, or when it is gone, whoever has the usual choice. */
  readonly segment: string;
  /** An instant (ms) that a call is about; else the one that is due next. */
  readonly due: number | undefined;
  readonly now: number;
  /** So many audiences are enough, besides the usual and the one that is meant. */
  readonly audiencesMax?: number;
}

/** The edition of an audience, before anything of it is made. */
export interface Preview {
  readonly newsletter: Newsletter;
  /** For whom there may be one, whoever has the usual choice first. */
  readonly audiences: readonly PreviewAudience[];
  readonly audience: PreviewAudience;
  readonly scheduledAt: number;
  /** What the owner was asked about it, as long as nobody has let it go. */
  readonly call?: Call;
  readonly hasReaders: boolean;
  readonly marks: readonly Mark[];
  readonly period: Parameters<Composer>[0];
}

/** Which edition comes next for an audience. */
export async function previewOf(
  { newsletter, segment, due, now, audiencesMax: max }: PreviewInput,
  deps: PreviewDeps,
): Promise<Preview> {
  const { id: newsletterId } = newsletter;
  const ids = [usual(newsletter).id, ...(segment === '' ? [] : [segment])];
  const [segments, marks] = await Promise.all([
    deps.segments(newsletterId, max === undefined ? undefined : { ids, max }),
    deps.marks(newsletterId),
  ]);
  const audiences = audiencesOf(newsletter, segments);
  const audience = audiences.find(({ id }) => id === segment) ?? audiences[0] ?? usual(newsletter);
  const scheduledAt = due ?? dueOf(audience, now);
  const editionId = editionBefore(audience, now)?.id;
  const place = { newsletterId, scheduledAt, editionId };
  const { call, edition } = await deps.known(place);
  const cursor = await cursorOf(audience, edition, deps);
  const open = objectionTo(call, now) === undefined ? undefined : call;
  const cutoff = open?.cutoff ?? now;
  const { schedule, sections, language } = audience;
  return {
    newsletter,
    audiences,
    audience,
    scheduledAt,
    ...(open === undefined ? {} : { call: open }),
    hasReaders: cursor !== undefined,
    marks,
    period: {
      newsletterId,
      schedule,
      sections,
      ...(language === undefined ? {} : { language }),
      scheduledAt,
      cutoff,
      from: cursor ?? cutoff - lookBackMs(schedule.cadence),
      marks: activeAt(marks, scheduledAt),
    },
  };
}

/**
 * Up to where its readers have received; undefined: nobody chose that. Nearly all had the edition
 * before, when most of those whom it was for got it; else a few are looked at. Where they are so few
 * that none is found, it is for who joined last.
 */
async function cursorOf(
  { id, joinedAt }: PreviewAudience,
  before: Edition | undefined,
  { usualCursor }: Pick<PreviewDeps, 'usualCursor'>,
): Promise<number | undefined> {
  if (joinedAt === undefined) return undefined;
  const isHad = before?.state === 'done' && before.submitted > before.readers / 2;
  return isHad ? before.cutoff : ((await usualCursor(id)) ?? joinedAt - eligibleLagMs);
}

/** The edition itself; undefined when nothing is new. What it is made of is loaded with the first. */
export async function contentOfPreview(
  { newsletter, period }: Pick<Preview, 'newsletter' | 'period'>,
  siteUrl: string,
  { material }: Pick<PreviewDeps, 'material'>,
): Promise<Content | undefined> {
  let content: Content | undefined;
  const compose = composeLater(siteUrl, {
    ...material(),
    newsletter: async () => newsletter,
    findings: async () => undefined,
    putContent: async (made) => {
      content = made;
    },
  });
  await (await compose(period))();
  return content;
}

function usual({ id: newsletterId, defaultSchedule: schedule }: Newsletter): PreviewAudience {
  const choice = { newsletterId, schedule, sections: 'all' } as const;
  return { ...choice, id: segmentId(choice) };
}

function audiencesOf(newsletter: Newsletter, segments: readonly Segment[]): PreviewAudience[] {
  const first = usual(newsletter);
  const others = segments
    .filter(({ id }) => id !== first.id)
    .sort((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity));
  return [segments.find(({ id }) => id === first.id) ?? first, ...others];
}

function dueOf({ schedule, dueAt }: PreviewAudience, now: number): number {
  if (!isTimed(schedule)) return now;
  return dueAt !== undefined && dueAt > now ? dueAt : (nextDue(schedule, now) ?? now);
}

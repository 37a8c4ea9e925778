/** With which of the owner's marks an edition is planned: the same for all of its readers. */
import type { Edition } from '../edition.ts';
import { activeAt, type Mark } from '../mark.ts';
import type { Composer } from './compose.ts';
import type { FreezeDeps } from './freeze.ts';
import { openMemo } from './memo.ts';

/** Where marks come from, and where it is recorded which were used. */
export interface MarksDeps {
  readonly list: (newsletterId: string) => Promise<readonly Mark[]>;
  readonly record: (edition: Edition, marks: readonly Mark[]) => Promise<void>;
  readonly recorded: (editionId: string) => Promise<readonly Mark[]>;
  readonly now: () => number;
}

type BesideEdition = Pick<Edition, 'id' | 'batches' | 'markIds'>;

/** The marks of editions, as they are at one tick. */
export interface MarksOf {
  /** Those of an edition: as they are now until a reader of it is frozen, as they were from then on. */
  readonly ofEdition: (edition: Edition) => Promise<readonly Mark[]>;
  /** Those of what stands beside these editions: theirs, where one of them is planned. */
  readonly beside: (
    newsletterId: string,
    editions: readonly BesideEdition[],
    at: number,
  ) => Promise<readonly Mark[]>;
}

/** Reads each newsletter's marks once, and each edition's. */
export function openMarksOf({ list, record, recorded, now }: MarksDeps): MarksOf {
  const once = openMemo<readonly Mark[]>();
  const onceEdition = openMemo<readonly Mark[]>();
  const marksOf = (newsletterId: string) => once(newsletterId, () => list(newsletterId));
  const kept = async ({ id, markIds }: BesideEdition) => (markIds ? recorded(id) : []);
  return {
    ofEdition: (edition) =>
      onceEdition(edition.id, async () => {
        if (edition.batches > 0) return kept(edition);
        const all = await marksOf(edition.newsletterId);
        // What is late is planned now: who marked something since means it.
        const active = activeAt(all, Math.max(edition.scheduledAt, now()));
        // Nothing is written for a newsletter that has none.
        if (active.length > 0 || edition.markIds) await record(edition, active);
        return active;
      }),
    beside: async (newsletterId, editions, at) => {
      const planned = editions.find(({ batches }) => batches > 0);
      if (planned !== undefined) return kept(planned);
      return activeAt(await marksOf(newsletterId), Math.max(at, now()));
    },
  };
}

/** The content of editions, with the marks of each. */
export function contentOfEditions(
  compose: Composer,
  { ofEdition }: Pick<MarksOf, 'ofEdition'>,
): FreezeDeps['content'] {
  return async (edition, from) => compose({ ...edition, from, marks: await ofEdition(edition) });
}

/** Says in the log what an edition is made of: from its items to its content, and on to its batches. */
import type { Log } from '../../config/log.ts';
import { inLines } from '../../config/log-facts.ts';
import type { Edition } from '../edition.ts';
import type { ComposeDeps } from './compose.ts';
import type { FreezeDeps } from './freeze.ts';

/** The same, and each new content is told with its items, as `feed/key`. */
export function tellingContent<Deps extends Pick<ComposeDeps, 'putContent'>>(
  deps: Deps,
  log: Pick<Log, 'info'>,
): Deps {
  return {
    ...deps,
    putContent: async (content: Parameters<ComposeDeps['putContent']>[0]) => {
      await deps.putContent(content);
      const { key: contentKey, newsletterId } = content;
      for (const items of inLines(content.items.map(({ feedId, key }) => `${feedId}/${key}`))) {
        log.info('content made', { newsletterId, contentKey, items });
      }
    },
  };
}

/** The same, and each batch is told with its edition and its content. */
export function tellingBatches(
  addBatch: FreezeDeps['addBatch'],
  log: Pick<Log, 'info'>,
): FreezeDeps['addBatch'] {
  return async (edition, batch) => {
    await addBatch(edition, batch);
    const { id: editionId, newsletterId } = edition;
    const { id: batchId, contentKey, readers } = batch;
    const frozen = { newsletterId, editionId, batchId, contentKey, readers: readers.length };
    log.info('batch frozen', frozen);
  };
}

/** Tells of an edition that was begun. */
export function tellPlanned(
  { id: editionId, newsletterId, readers, passedOver }: Edition,
  log: Pick<Log, 'info'>,
): void {
  log.info('edition planned', { newsletterId, editionId, readers, passedOver });
}

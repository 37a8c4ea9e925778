/**
 * Says in the log what became of messages: by the ids of readers, and with the ids that SES gave. In
 * which words SES refused one is not said there, because they may name the address.
 */
import type { Log } from '../config/log.ts';
import type { Outcome } from '../edition/batch.ts';
import type { BatchBook, BatchResults } from './ledger.ts';
import { addresseeOf, type LetterBook } from './noted-letter.ts';

/** The same batch rows; outcomes are told before they are written, so that none is missing. */
export function tellingOutcomes(batches: BatchBook, log: Pick<Log, 'info'>): BatchBook {
  return {
    ...batches,
    record: (batch, results) => {
      const { editionId, id: batchId, newsletterId } = batch;
      const outcomes = outcomesOf(results);
      const mailed = { newsletterId, editionId, batchId, outcomes };
      if (Object.keys(outcomes).length > 0) log.info('messages', mailed);
      return batches.record(batch, results);
    },
  };
}

/** By reader: what SES calls the message, or why there is none. */
function outcomesOf({ outcomes }: BatchResults): Record<string, string> {
  const told = Object.entries(outcomes).map(([id, outcome]) => [id, wordFor(outcome)]);
  return Object.fromEntries(told);
}

function wordFor(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'submitted':
      return outcome.messageId;
    case 'refused':
      return 'refused';
    case 'skipped':
      return `skipped: ${outcome.reason}`;
  }
}

/** What is known of a letter when it was worked off. */
interface LetterFacts {
  readonly newsletterId?: string;
  readonly subscriberId?: string;
  readonly messageId?: string;
}

/** The same letters, and what is to be said of the one that is worked off. */
export function notingLetter({ load, save }: LetterBook): {
  readonly letters: LetterBook;
  readonly facts: () => LetterFacts;
} {
  let facts: LetterFacts = {};
  return {
    facts: () => facts,
    letters: {
      load: async (key) => {
        const letter = await load(key);
        if (letter === undefined) return undefined;
        const { newsletterId, subscriberId } = addresseeOf(letter);
        facts = { newsletterId, ...(subscriberId === undefined ? {} : { subscriberId }) };
        return letter;
      },
      save: async (letter, next, lookAgainAt) => {
        const isSaved = await save(letter, next, lookAgainAt);
        const { messageId } = next;
        if (isSaved && messageId !== undefined) facts = { ...facts, messageId };
        return isSaved;
      },
    },
  };
}

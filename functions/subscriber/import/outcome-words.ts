/** How an import tells the owner what became of the rows. */
import type { ImportOutcome } from '../import-readers.ts';

interface OutcomeWords {
  /** After a number, in the summary. */
  readonly done: string;
  readonly planned?: string;
  /** In the report; none for what was taken in. */
  readonly reason?: string;
}

/** What became of a row, in the words of the command and of pages. */
export const outcomeWords: Readonly<Record<ImportOutcome | 'unread' | 'mark', OutcomeWords>> = {
  confirmed: { done: 'read from now on', planned: 'would read from now on' },
  asked: { done: 'are asked to confirm by mail', planned: 'would be asked to confirm by mail' },
  left: {
    done: 'are remembered as never to be mailed: they left, bounced, complained or never agreed',
    planned:
      'would be remembered as never to be mailed: they left, bounced, complained or never agreed',
  },
  'taken-off': {
    done: 'read here, are called left by the file, and are mailed no more',
    planned: 'read here, are called left by the file, and would be mailed no more',
  },
  'changed-here': {
    done: 'changed while this ran: import the file once more',
    reason: 'It changed here while this ran. Import the file once more.',
  },
  kept: { done: 'are kept as they were', planned: 'would be kept as they were' },
  mark: {
    done: 'are marks of what must not be mailed',
    planned: 'are marks of what must not be mailed',
  },
  unread: { done: 'could not be taken: see the report' },
  erased: {
    done: 'had themselves erased here',
    reason: 'This reader had everything erased here; only they can sign up again.',
  },
  suppressed: {
    done: 'are suppressed here',
    reason: 'Mail to this address bounced or was complained about: it is suppressed here.',
  },
  'reads-here': { done: 'read here already', reason: 'Reads here already; nothing was changed.' },
  'asked-here': {
    done: 'were asked to confirm here already',
    reason: 'Was asked to confirm here already; nothing was changed.',
  },
  'left-here': {
    done: 'have left here',
    reason: 'Has left here; only the reader can come back.',
  },
  unproven: {
    done: 'have no record of consent',
    reason: 'The row says confirmed and has no record of the consent.',
  },
  expired: {
    done: 'never confirmed, and their time was over',
    reason: 'Never confirmed, and the time for it was over.',
  },
  'too-many': {
    done: 'would have to wait for more than 30 days',
    reason: 'Its turn to be asked would come in more than 30 days. Import fewer at a time.',
  },
};

/** `readers trace`: everything that was due to one reader, and what became of it. */
import type { Batch } from '../../functions/edition/batch.ts';
import type { Edition } from '../../functions/edition/edition.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { isStranded } from '../../functions/edition/segment.ts';
import { batchStore } from '../../functions/store/batches.ts';
import { editionStore } from '../../functions/store/editions.ts';
import { ownerActs } from '../../functions/store/trace-row.ts';
import { tracesOf } from '../../functions/store/traces.ts';
import { type ReaderState, readerState } from '../../functions/subscriber/reader-state.ts';
import type { Consent, Subscriber } from '../../functions/subscriber/subscriber.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import type { Connection } from './connection.ts';
import { reasonOf, sinceInstant, sinceOption } from './editions.ts';
import { findReader } from './subscribers.ts';
import { timeText } from './time-text.ts';

interface Step {
  readonly at: number;
  readonly what: string;
}

const trace = command({
  name: 'readers trace',
  summary: 'Show what was due to a reader, what was submitted when, and what came back',
  details: ['It looks through the batches of every edition in that time, and keeps 400 days.'],
  takes: ['ADDRESS|ID|LINK'],
  options: { ...newsletterOption, ...sinceOption },
  isReading: true,
  run: async ({ values, args: [name = ''] }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const reader = await findReader(name, newsletter, connection);
    const since = sinceInstant(values.since, connection.now());
    const steps = [
      ...[...(reader.pastConsents ?? []), reader.consent].flatMap(consentSteps),
      ...confirmationSteps(reader),
      ...(await editionSteps(reader, since, connection)),
      ...(await reportSteps(reader, connection)),
    ].sort((a, b) => a.at - b.at);
    const lines = steps.map(({ at, what }) => `${timeText(at, newsletter.zone)}  ${what}`);
    const state = readerState(reader, connection.now());
    const now = nowText(state, reader, newsletter);
    return { lines: [...lines, now], json: { reader: reader.id, state, steps } };
  },
});

/** What happens to the next edition, which the steps so far do not tell. */
function nowText(
  state: ReaderState,
  { pausedUntil, sections: chosen }: Subscriber,
  { zone, sections }: Newsletter,
): string {
  switch (state) {
    case 'confirmed':
      return isStranded({ sections: chosen }, sections)
        ? `Now: confirmed, gets no edition: what they chose (${String(chosen)}) is no section any more.`
        : 'Now: confirmed, gets the next edition.';
    case 'paused':
      return `Now: paused until ${timeText(pausedUntil ?? 0, zone)}.`;
    case 'suppressed':
      return 'Now: suppressed, nothing is mailed to this address.';
    case 'pending':
      return 'Now: not confirmed yet, gets no edition.';
    case 'unsubscribed':
      return 'Now: unsubscribed, gets no edition.';
  }
}

function confirmationSteps({ confirmation }: Subscriber): Step[] {
  if (confirmation === undefined) return [];
  const { at, state, messageId, reason } = confirmation;
  const id = messageId === undefined ? '' : ` as ${messageId}`;
  const why = state === 'refused' && reason !== undefined ? `: ${reason}` : '';
  return [{ at, what: `confirmation mail ${state}${id}${why}` }];
}

function consentSteps(consent: Consent): Step[] {
  const { requestedAt, confirmedAt, restoredAt, withdrawnAt, withdrawnBy, importedAt } = consent;
  const steps: Step[] = [{ at: requestedAt, what: 'asked for the newsletter' }];
  if (importedAt !== undefined) steps.push({ at: importedAt, what: importedText(consent) });
  if (confirmedAt !== undefined) steps.push({ at: confirmedAt, what: 'confirmed' });
  if (restoredAt !== undefined) steps.push({ at: restoredAt, what: 'came back' });
  if (withdrawnAt !== undefined) {
    steps.push({ at: withdrawnAt, what: `unsubscribed (${withdrawnBy ?? 'unknown how'})` });
  }
  return steps;
}

function importedText({ importedFrom, importedState, importedProof }: Consent): string {
  const state = importedState === undefined ? '' : `, called ${importedState} there`;
  const proof = importedProof === undefined ? '' : `; proof: ${importedProof}`;
  return `imported from ${importedFrom ?? 'elsewhere'}${state}${proof}`;
}

async function editionSteps(
  reader: Subscriber,
  since: number,
  { table, now }: Connection,
): Promise<Step[]> {
  const editions = await editionStore(table, now).list(reader.newsletterId, since);
  const steps: Step[] = [];
  for (const edition of editions) {
    const batches = await batchStore(table, now).list(edition.id);
    const own = batches.filter((batch) => batch.readers.includes(reader.id));
    steps.push(...own.map((batch) => stepOf(edition, batch, reader)));
  }
  return steps;
}

function stepOf(edition: Edition, batch: Batch, reader: Subscriber): Step {
  const outcome = batch.outcomes[reader.id];
  const named = `edition ${edition.id}`;
  if (outcome !== undefined) return { at: outcome.at, what: `${named} ${reasonOf(outcome)}` };
  const claim = reader.claim?.batchId === batch.id ? reader.claim : undefined;
  if (claim === undefined)
    return { at: edition.scheduledAt, what: `${named} ${openText(edition)}` };
  return { at: claim.at, what: `${named} handed over, no answer yet (try ${claim.attempt})` };
}

function openText({ state }: Edition): string {
  if (state === 'held') return 'waits: it is held until its owner decides';
  if (state === 'dropped') return 'was given up by its owner; the next one brings the same items';
  return 'is still to be sent';
}

async function reportSteps(reader: Subscriber, { table }: Connection): Promise<Step[]> {
  const traces = await tracesOf(table, reader.id);
  return traces.map(({ at, messageId, report }) => {
    const why = report.reason === undefined ? '' : `: ${report.reason}`;
    const isOwner = ownerActs.some((act) => act === report.kind);
    const what = isOwner
      ? `the owner ${report.kind} this reader`
      : `reported of ${messageId}: ${report.kind}`;
    return { at, what: what + why };
  });
}

/** The commands on one reader. */
export const readersCommands = [trace];

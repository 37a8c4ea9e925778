/** Holding an edition back, and what its owner is told about that. */
import type { Log } from '../../config/log.ts';
import { type Notice, newNotice } from '../../config/notice.ts';
import { type Edition, isUnderWay } from '../edition.ts';
import type { ErrorFinding } from '../finding.ts';
import type { Newsletter } from '../newsletter.ts';
import { counted, languageOfWords, wordsFor } from '../words.ts';
import { type WithholdDeps, withholdEdition } from './publish.ts';

/** What holding an edition writes, and whom it tells. */
export interface HoldDeps {
  /** Stops it until the owner decides, unless it has moved on meanwhile; returns it as it is. */
  readonly hold: (edition: Edition, reasons: readonly ErrorFinding[]) => Promise<Edition>;
  readonly newsletter: (id: string) => Promise<Newsletter>;
  readonly archive: WithholdDeps;
  readonly note: (notice: Notice<'editionHeld'>) => Promise<unknown>;
  readonly log: Pick<Log, 'info'>;
  readonly now: () => number;
}

interface Holding {
  readonly edition: Edition;
  readonly reasons: readonly ErrorFinding[];
  /** The owner knows of it: it is they who are waited for. */
  readonly isKnown?: boolean;
}

/** Holds the edition and tells the owner, once each time. */
export async function holdEdition(
  { edition, reasons, isKnown = false }: Holding,
  deps: HoldDeps,
): Promise<Edition> {
  const held = await deps.hold(edition, reasons);
  if (held.state !== 'held') return held;
  const newsletter = await deps.newsletter(edition.newsletterId);
  await withholdEdition(held, newsletter, deps.archive);
  if (isKnown) return held;
  // An alarm counts these lines (infra/cloud/constructs/log-counts.ts).
  deps.log.info('edition held', { newsletterId: held.newsletterId, editionId: held.id });
  const { language } = newsletter;
  const notice = newNotice({
    id: `held-${edition.id}-${held.held?.at}`,
    newsletterId: edition.newsletterId,
    kind: 'editionHeld',
    values: { edition: edition.id, reasons: reasonsText(reasons, language) },
    at: deps.now(),
  });
  await deps.note(notice);
  return held;
}

const triesMax = 3;

/** Stops it by its owner's word. Its planner may be a step further: then what it does since is stopped. */
export async function holdForOwner(
  edition: Edition,
  { hold }: Pick<HoldDeps, 'hold'>,
): Promise<Edition> {
  let current = edition;
  for (let tries = 0; tries < triesMax && isUnderWay(current); tries++) {
    current = await hold(current, [{ level: 'error', check: 'stoppedByOwner' }]);
  }
  return current;
}

/**
 * Stops an edition that goes out, and takes it out of the public archive meanwhile. Returns it as it
 * is: whoever asks too late finds it at its end.
 */
export async function stopEdition(
  edition: Edition,
  newsletter: Newsletter | undefined,
  { hold, archive }: Pick<HoldDeps, 'hold' | 'archive'>,
): Promise<Edition> {
  const current = await holdForOwner(edition, { hold });
  if (current.state !== 'held' || newsletter === undefined) return current;
  await withholdEdition(current, newsletter, archive);
  return current;
}

/** The reasons as one text, in the language of the newsletter. */
export function reasonsText(reasons: readonly ErrorFinding[], language: string): string {
  const words = wordsFor(language).mail.heldReasons;
  const known = languageOfWords(language);
  return reasons.map(({ check, count = 0 }) => counted(words[check], count, known)).join(' ');
}

/**
 * The verdict on a trial: what our SES accepted, held against the table and against what readers
 * were told. P1 to P6 of the fault plan; nothing of the product is asked for its own opinion.
 */
import type { Batch } from '../../functions/edition/batch.ts';
import type { DueKind } from '../../functions/store/due.ts';
import type { LetterProgress, Subscriber } from '../../functions/subscriber/subscriber.ts';
import { lostAtGate } from './at-gate.ts';
import type { Ledger, Mail } from './ledger.ts';
import { type Rows, readRows } from './rows.ts';
import { heldUpByKiller, mailedWhileHeld } from './stopped.ts';
import type { World } from './trial.ts';

/** What a trial comes to, or all trials of a class. */
export interface Figures {
  readonly messages: number;
  /** Items that a reader was due and never got, and confirmations that never went. */
  readonly lost: number;
  /** Messages with an item that their reader had got before, or a confirmation sent again. */
  readonly doubled: number;
  /** The same, where SES's answer was never written down and its event had not come either. */
  readonly doubledWithinPromise: number;
  readonly stuck: number;
  /** From the due instant of an edition to its end, the longest. */
  readonly longestRecoveryMs: number;
  readonly deaths: number;
  /** Editions that were held for their owner, and how often sending paused by itself. */
  readonly held: number;
  readonly pauses: number;
  /** How often an owner was told that SES takes no mail. */
  readonly halts: number;
}

export interface Verdict extends Figures {
  readonly hit: boolean;
  /** What is wrong, in words; empty when the trial passed. */
  readonly wrong: readonly string[];
}

export interface Evidence {
  readonly rows: Rows;
  readonly ledger: Ledger;
  readonly batches: ReadonlyMap<string, Batch>;
}

/** Judges the trial. `settled` are the readers who were there from its beginning. */
export async function judge(world: World, settled: readonly Subscriber[]): Promise<Verdict> {
  const rows = await readRows(world.table);
  const { ledger } = world;
  const batches = new Map(rows.batches.map((batch) => [`${batch.editionId} ${batch.id}`, batch]));
  const evidence = { rows, ledger, batches };
  const lost = [...lostItems(evidence), ...lostConfirmations(evidence), ...lostLetters(evidence)];
  const { outside, within } = doubledMails(evidence);
  const stuck = stuckThings(evidence, world);
  const others = [
    ...world.wrong,
    ...wrongCounts(evidence),
    ...wrongOutcomes(evidence),
    ...wronglySuppressed(evidence),
    ...mailedWithoutConsent(ledger, new Set(settled.map(({ id }) => id))),
    ...mailedWhileHeld(ledger),
    ...heldUpByKiller(evidence, world),
    ...lostAtGate(rows, world),
    ...world.queues.dead().map(({ queue, body }) => `dead letter in ${queue}: ${body}`),
  ];
  const wrong = [...lost, ...outside, ...stuck, ...others];
  return {
    messages: ledger.mails.length,
    lost: lost.length,
    doubled: outside.length,
    doubledWithinPromise: within.length,
    stuck: stuck.length,
    longestRecoveryMs: longestRecovery(evidence),
    deaths: world.strikes.deaths(),
    held: [...rows.editions.values()].filter(({ held }) => held !== undefined).length,
    pauses: rows.letters.filter(({ id }) => id.startsWith('sending-paused')).length,
    halts: rows.letters.filter(({ id }) => id.startsWith('sending-halted')).length,
    hit: world.strikes.hit(),
    wrong: wrong.length === 0 ? [] : [...causesIn(world), ...wrong],
  };
}

/** What doors threw besides is no fault of its own, and the first thing to look at when there is one. */
function causesIn({ host }: World): string[] {
  return [...host.thrown].map(([what, times]) => `${what} (${times} times)`);
}

const batchOf = ({ edition, batch }: Mail, { batches }: Evidence) =>
  batches.get(`${edition} ${batch}`);

function itemsIn(mail: Mail, evidence: Evidence): readonly string[] {
  return evidence.rows.contents.get(batchOf(mail, evidence)?.contentKey ?? '') ?? [];
}

/** P2 and P6: who is confirmed got every item of their sections since, or SES refused it for good. */
function lostItems(evidence: Evidence): string[] {
  const { rows } = evidence;
  const got = settledItems(evidence);
  return [...rows.readers.values()].flatMap(({ id, state, suppressed, sections, consent }) => {
    if (state !== 'confirmed' || suppressed) return [];
    const due = rows.items.filter(({ key, firstSeenAt, source }) => {
      const isWanted = sections === 'all' || source === 'feed1';
      return isWanted && firstSeenAt > (consent.confirmedAt ?? 0) && !got.has(`${id} ${key}`);
    });
    return due.map(({ key }) => `${id} lost ${key}`);
  });
}

/** `reader item` of everything that SES took, or refused for good: what is kept is still due. */
function settledItems(evidence: Evidence): Set<string> {
  const { rows, ledger } = evidence;
  const mailed = ledger.mails.flatMap((mail) =>
    itemsIn(mail, evidence).map((key) => `${mail.reader} ${key}`),
  );
  const refused = rows.batches.flatMap(({ outcomes, contentKey }) =>
    Object.entries(outcomes)
      .filter(([, outcome]) => outcome.kind === 'refused' && outcome.kept !== true)
      .flatMap(([reader]) =>
        (rows.contents.get(contentKey) ?? []).map((key) => `${reader} ${key}`),
      ),
  );
  return new Set([...mailed, ...refused]);
}

function lostConfirmations({ rows, ledger }: Evidence): string[] {
  const mailed = new Set(ledger.mails.map(({ confirmation }) => confirmation));
  return [...rows.readers.values()].flatMap(({ id, state, suppressed, confirmation }) => {
    if (state !== 'pending' || suppressed || isRefusedBySes(confirmation)) return [];
    return mailed.has(confirmation?.id) ? [] : [`${id} lost the confirmation`];
  });
}

/** A letter that is settled went out, or was refused for good, or is not wanted any more. */
function lostLetters({ rows, ledger }: Evidence): string[] {
  const mailed = new Set(ledger.mails.map(({ letter, notice }) => letter ?? notice));
  return rows.letters.flatMap(({ id, progress, dueKind }) => {
    if (dueKind !== undefined || mailed.has(id) || isRefusedBySes(progress)) return [];
    return [`the letter ${id} was lost: ${progress.state}`];
  });
}

/** Not one whose answers never came: that must have been mailed. */
function isRefusedBySes(progress: LetterProgress | undefined): boolean {
  return (
    progress?.state === 'refused' && !/^(?:SES never|It was never) said/.test(progress.reason ?? '')
  );
}

/** A bounce or complaint belongs to the address that was mailed, whoever had it then. */
function wronglySuppressed({ rows, ledger }: Evidence): string[] {
  return [...rows.readers.values()]
    .filter(({ suppressed, address }) => suppressed && !ledger.wasStruck(address))
    .map(({ id }) => `${id} is suppressed, and nothing came back from their address`);
}

/** An answer that was lost is waited for half an hour; clocks may differ by five minutes each. */
const waitedMsMin = 20 * 60_000;

/** An event that was in the queue for longer is known, whether or not somebody has looked. */
const inQueueMsMax = 20 * 60_000;

/**
 * P3: the same reader got the same thing again. Within the promise that is only when nothing was
 * known of the first when the second was claimed, and it had been waited for; events in the queue too.
 */
function doubledMails(evidence: Evidence): { outside: string[]; within: string[] } {
  const { ledger } = evidence;
  const outside: string[] = [];
  const within: string[] = [];
  const had = new Map<string, Mail>();
  for (const mail of ledger.mails) {
    const single = mail.confirmation ?? mail.letter ?? mail.notice;
    const things = single === undefined ? itemsIn(mail, evidence) : [single];
    const before = things.flatMap((thing) => had.get(`${mail.reader} ${thing}`) ?? []);
    const wasKnown = before.some(
      (earlier) =>
        ledger.knownBefore(earlier, mail) ||
        (!isAwaited(mail) && mail.at - earlier.at < waitedMsMin) ||
        (!isAwaited(mail) && mail.at - ledger.arrivedAt(earlier) > inQueueMsMax),
    );
    const said = `${mail.reader} got ${things.join(', ')} again: ${mail.messageId}`;
    if (before.length > 0) (wasKnown ? outside : within).push(said);
    for (const thing of things) had.set(`${mail.reader} ${thing}`, mail);
  }
  return { outside, within };
}

/** Somebody waits for it: it comes again soon, and does no harm. */
function isAwaited({ confirmation, letter = '' }: Mail): boolean {
  return confirmation !== undefined || /^(?:link|address)-/.test(letter);
}

/** P4 and P5: after somebody was told that they are out, at most what was claimed before. */
function mailedWithoutConsent(ledger: Ledger, settled: ReadonlySet<string>): string[] {
  const inFlight = new Map<string, number>();
  return ledger.mails.flatMap((mail) => {
    if (mail.edition === undefined) return [];
    const last = ledger.turnsOf(mail.reader).findLast(({ order }) => order < mail.order);
    if (last === undefined && settled.has(mail.reader)) return [];
    if (last?.kind === 'opened') return [];
    const closing = `${mail.reader} ${last?.order}`;
    const count = (inFlight.get(closing) ?? 0) + 1;
    inFlight.set(closing, count);
    const claimed = ledger.claimedBefore(mail) < (last?.order ?? 0);
    return claimed && count === 1 ? [] : [`${mail.reader} was mailed without consent`];
  });
}

/** P1: the counts of an edition are those of its batches, and those of its readers. */
function wrongCounts({ rows }: Evidence): string[] {
  return [...rows.editions.values()].flatMap((edition) => {
    const own = rows.batches.filter(({ editionId }) => editionId === edition.id);
    const outcomes = own.flatMap((batch) => Object.values(batch.outcomes));
    const count = (kind: string) => outcomes.filter((outcome) => outcome.kind === kind).length;
    const counted = {
      batches: own.length,
      readers: own.flatMap(({ readers }) => readers).length,
      submitted: count('submitted'),
      refused: count('refused'),
      skipped: count('skipped'),
    };
    return Object.entries(counted).flatMap(([name, value]) => {
      const kept = edition[name as keyof typeof counted];
      return kept === value ? [] : [`${edition.id} counts ${kept} ${name} of ${value}`];
    });
  });
}

/** P1: what is written down of a reader is what our SES saw. */
function wrongOutcomes({ rows, ledger }: Evidence): string[] {
  const mailed = new Set(
    ledger.mails.map(({ edition, batch, reader }) => `${edition} ${batch} ${reader}`),
  );
  return rows.batches.flatMap(({ editionId, id, outcomes }) =>
    Object.entries(outcomes).flatMap(([reader, outcome]) => {
      const wasMailed = mailed.has(`${editionId} ${id} ${reader}`);
      if ((outcome.kind === 'submitted') === wasMailed) return [];
      const reason = 'reason' in outcome ? outcome.reason : '';
      const seen = wasMailed ? 'took it' : 'never saw it';
      return [`${editionId} ${id} ${reader}: ${outcome.kind} ${reason}, but SES ${seen}`];
    }),
  );
}

const ends = ['done', 'dropped'];

/** What is kept of a reader who left or moved is looked at months later: nothing is open of it. */
const keptUntil: DueKind = 'retention';

/** Everything has come to an end: editions, batches, claims, confirmations, queues. */
function stuckThings({ rows }: Evidence, { queues }: World): string[] {
  const open = ['queued', 'claimed'];
  return [
    ...[...rows.editions.values()]
      .filter(({ state, dueKind }) => !ends.includes(state) || dueKind !== undefined)
      .map(({ id, state, stragglers }) => `edition ${id} is ${state}, ${String(stragglers)}`),
    ...rows.batches
      .filter(({ state, dueKind }) => state !== 'done' || dueKind !== undefined)
      .map(({ editionId, id, state }) => `batch ${editionId} ${id} is ${state}`),
    ...[...rows.readers.values()].flatMap(
      ({ id, state, suppressed, claim, confirmation, dueKind }) => [
        ...(claim === undefined ? [] : [`${id} has an open claim of ${claim.editionId}`]),
        ...(state === 'pending' && !suppressed && open.includes(confirmation?.state ?? '')
          ? [`${id} has an open confirmation`]
          : []),
        ...(dueKind === undefined || dueKind === keptUntil
          ? []
          : [`${id} is still due: ${dueKind}`]),
      ],
    ),
    ...rows.letters
      .filter(({ progress, dueKind }) => dueKind !== undefined || open.includes(progress.state))
      .map(({ id, progress }) => `the letter ${id} is ${progress.state}`),
    ...queues.titles.flatMap((queue) => {
      const { waiting, inFlight } = queues.count(queue);
      return waiting + inFlight === 0 ? [] : [`${waiting + inFlight} messages in ${queue}`];
    }),
  ];
}

function longestRecovery({ rows, ledger }: Evidence): number {
  const spans = [...rows.editions.values()].map(
    ({ id, scheduledAt }) => (ledger.doneAt.get(id) ?? scheduledAt) - scheduledAt,
  );
  return Math.max(0, ...spans);
}

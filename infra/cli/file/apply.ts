/** `apply`: makes a newsletter what its file says. */
import { applyPlan } from '../../../functions/edition/setup/apply.ts';
import { pulledAfter } from '../../../functions/edition/setup/clash.ts';
import { factsOf, type Standing } from '../../../functions/edition/setup/standing.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { type Answer, command, type Screen } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { countText } from '../time-text.ts';
import { applyBook, standingOf } from './book.ts';
import { type FilePlace, fileOption, filePlace, notePulled } from './folder.ts';
import { clashLines, type Planned, planFile, planLines, pruneOption } from './planning.ts';

const hashForm = /^[0-9a-f]{16}$/;

/** `apply`: shows the plan, asks, and does it. */
export const apply = command({
  name: 'apply',
  summary: 'Make a newsletter what its file says; a second time changes nothing',
  details: [
    'It shows the plan and asks, unless the plan is named or --yes is given. If it does not come to',
    'its end, give it again. What was changed otherwise since the pull stays, and the exit code is 1.',
  ],
  takes: [],
  options: {
    ...fileOption,
    ...pruneOption,
    plan: {
      type: 'string',
      value: 'HASH',
      help: 'do what plan showed; refused when anything has moved since',
    },
    yes: { type: 'boolean', help: 'do it without asking' },
  },
  isReading: false,
  run: async ({ values, screen }, connection) => {
    const { plan: hash } = values;
    if (hash !== undefined && !hashForm.test(hash)) {
      throw new UsageError(`--plan takes the 16 signs that paperboy plan ends with, not ${hash}.`);
    }
    const place = filePlace(values.file, screen.folder);
    const planned = await planFile(place, values.prune === true, connection);
    checkHash(hash, planned);
    const isAgreed = hash !== undefined || values.yes === true;
    if (planned.plan.changes.length > 0 && !isAgreed) {
      const refusal = await askFirst(planned, place, screen);
      if (refusal !== undefined) return refusal;
    }
    return carryOut(planned, place, connection);
  },
});

function checkHash(hash: string | undefined, { plan }: Planned): void {
  if (hash === undefined || hash === plan.hash) return;
  throw new RefusedError(
    'Nothing was changed: the file or the newsletter has moved since that plan. Look at it anew: ' +
      'paperboy plan',
  );
}

/** The plan, where nobody agrees to it. */
async function askFirst(
  planned: Planned,
  { name }: FilePlace,
  { terminal }: Screen,
): Promise<Answer | undefined> {
  const lines = planLines(planned, name);
  const hint = `Nothing was changed. Do it: paperboy apply --plan ${planned.plan.hash}`;
  if (terminal === undefined) return { lines: [...lines, hint], isRefused: true };
  const answer = await terminal.ask(`${lines.join('\n')}\nDo this? (yes or no)`);
  if (answer === undefined) return { lines: [hint], isRefused: true };
  if (/^y(?:es)?$/i.test(answer)) return undefined;
  return { lines: ['Nothing was changed.'], isRefused: true };
}

async function carryOut(
  { plan, pulled }: Planned,
  place: FilePlace,
  connection: Connection,
): Promise<Answer> {
  const { changes, clashes, newsletterId, next } = plan;
  const isDone = changes.length === 0 || (await applyPlan(plan, applyBook(connection))) === 'done';
  if (!isDone) {
    throw new RefusedError(
      'Somebody changed the newsletter this moment. Give it again: paperboy apply',
    );
  }
  const standing = await standingOf(newsletterId, connection);
  notePulled(place, newsletterId, pulledAfter(plan, pulled, factsOf(standing)));
  if (changes.length > 0) await noteApplied(standing, connection);
  const done = `${next.name} is what ${place.name} says: ${countText(changes.length, 'change')}.`;
  const none = `Nothing to change: ${next.name} is what ${place.name} says.`;
  const partly = `${countText(changes.length, 'change')} of ${place.name} made in ${next.name}.`;
  if (clashes.length > 0) {
    return { lines: [partly, ...clashLines(plan, place.name)], isRefused: true };
  }
  return { lines: [changes.length === 0 ? none : done] };
}

/** The desk says when the file was applied; whoever changes the newsletter this moment goes first. */
async function noteApplied(
  { newsletter }: Standing,
  { table, now }: Pick<Connection, 'table' | 'now'>,
): Promise<void> {
  if (newsletter === undefined) return;
  await newsletterStore(table).replace(newsletter, { ...newsletter, appliedAt: now() });
}

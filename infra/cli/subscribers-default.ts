/** `subscribers move-default`: readers who never chose a schedule go to the newsletter's default. */
import { randomUUID } from 'node:crypto';
import { openSegment } from '../../functions/edition/segment.ts';
import { defaultMoveBook } from '../../functions/store/default-moves.ts';
import { segmentStore } from '../../functions/store/segments.ts';
import {
  type DefaultMove,
  lookAtDefaultMove,
  movableIn,
  startDefaultMove,
} from '../../functions/subscriber/default-move.ts';
import {
  type DefaultMoveDeps,
  defaultMoveStep,
} from '../../functions/subscriber/default-move-step.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { command, type Screen } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError } from './errors.ts';
import { scheduleText } from './schedule-text.ts';
import { countText, numberText } from './time-text.ts';

/** After so long it says how far it is. */
const toldMs = 2_000;

/** `subscribers move-default` */
export const moveToDefault = command({
  name: 'subscribers move-default',
  summary: 'Move readers who never chose a schedule to the default: look first, then with --apply',
  details: [
    'Who left the schedule of the form as it was has never chosen one; who chose, or has saved their',
    'preferences since, stays, and so does who came with a release that did not note it. Each keeps',
    'their own time zone. Nobody gets a story twice or misses one by it. When it is interrupted, it goes',
    'on by itself; to take it back, set the default as it was and do it again.',
  ],
  takes: [],
  options: { ...newsletterOption, apply: { type: 'boolean', help: 'move them' } },
  isReading: false,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const deps = depsOf(connection);
    const looking = await lookAtDefaultMove({ newsletter, by: 'command' }, deps);
    const looked = await workedOff(newsletter.id, deps, screen);
    if (looking === 'busy') {
      return { lines: [`Readers were being moved already. ${doneText(looked)}`] };
    }
    const readers = movableIn(looked);
    const lines = lookLines(looked);
    if (values.apply !== true || readers === 0) {
      const next = readers === 0 ? [] : ['', 'Nobody is moved yet. Do it with --apply.'];
      return { lines: [...lines, ...next] };
    }
    const started = await startDefaultMove({ newsletter, look: looked.createdAt }, deps);
    if (started === 'stale') throw new RefusedError('Somebody has looked meanwhile: do it again.');
    const done = await workedOff(newsletter.id, deps, screen);
    return { lines: [...lines, '', doneText(done)] };
  },
});

function depsOf({ table, now }: Connection): DefaultMoveDeps {
  const { join } = segmentStore(table);
  const opening: DefaultMoveDeps['openSegment'] = (choice) => openSegment(choice, { join, now });
  return { ...defaultMoveBook(table, now), openSegment: opening, now, randomId: randomUUID };
}

/** Works on it until it waits for a word, or is at its end. */
async function workedOff(
  newsletterId: string,
  deps: DefaultMoveDeps,
  { progress }: Pick<Screen, 'progress'>,
): Promise<DefaultMove> {
  for (;;) {
    const stepped = await defaultMoveStep(newsletterId, deps, deps.now() + toldMs);
    const there = await deps.records.load(newsletterId);
    if (there === undefined) throw new RefusedError(`${newsletterId} is gone.`);
    if (stepped === 'idle') return there;
    if (stepped === 'busy') {
      throw new RefusedError('Somebody else is at it, and it goes on by itself: look again later.');
    }
    progress?.(`${numberText(there.moved || movableIn(there))} readers`);
  }
}

function lookLines({ from, to, staying }: DefaultMove): string[] {
  const [target, ...others] = [to, ...from.map(({ schedule }) => schedule)].map((schedule) =>
    scheduleText(schedule, to.zone),
  );
  const found = from.map(({ readers }, n) => `  ${countText(readers, 'reader')} from ${others[n]}`);
  return [
    `The default is ${target}.`,
    ...(from.length === 0
      ? ['Nobody who never chose reads by another schedule.']
      : ['Who never chose and reads by another schedule:', ...found]),
    `Who has another schedule and stays: ${countText(staying, 'reader')}.`,
  ];
}

function doneText({ state, moved, changed }: DefaultMove): string {
  const others = changed === 0 ? '' : ` ${countText(changed, 'reader')} changed before their turn.`;
  const stopped = state === 'stopped' ? ' Then it was stopped.' : '';
  return `${countText(moved, 'reader')} moved.${others}${stopped}`;
}

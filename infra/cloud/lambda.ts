/** What surrounds a door in Lambda. The bundle of each door begins here. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Surroundings } from '../../functions/config/surroundings.ts';

const surroundings: Surroundings = {
  env: process.env,
  now: Date.now,
  randomId: randomUUID,
  sleep,
  write: (line) => process.stdout.write(`${line}\n`),
};

/** The entry of a Lambda: the door is opened at its first event and kept for the next. */
export function inLambda<Event, Rest extends unknown[], Result>(
  open: (surroundings: Surroundings) => (event: Event, ...rest: Rest) => Promise<Result>,
): (event: Event, ...rest: Rest) => Promise<Result> {
  let door: ReturnType<typeof open> | undefined;
  return async (event, ...rest) => {
    door ??= open(surroundings);
    return door(event, ...rest);
  };
}

/** What surrounds a door in Lambda. The bundle of each door begins here. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Surroundings } from '../../functions/config/surroundings.ts';
import { requestId, underRequestId } from './request-id.ts';

const surroundings: Surroundings = {
  env: process.env,
  now: Date.now,
  randomId: randomUUID,
  sleep,
  requestId,
  write: (line) => process.stdout.write(`${line}\n`),
};

/** The part of Lambda's context that is looked at here. */
interface Call {
  readonly awsRequestId: string;
}

/** The entry of a Lambda: the door is opened at its first event and kept for the next. */
export function inLambda<Event, Context, Result>(
  open: (surroundings: Surroundings) => (event: Event, context: Context) => Promise<Result>,
): (event: Event, context: Context & Call) => Promise<Result> {
  let door: ReturnType<typeof open> | undefined;
  return (event, context) =>
    underRequestId(context.awsRequestId, async () => {
      door ??= open(surroundings);
      return door(event, context);
    });
}

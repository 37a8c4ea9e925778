/** The seven doors, opened on this machine: the same code as in Lambda, other surroundings. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScheduledInput } from '../../functions/config/door.ts';
import type { Surroundings } from '../../functions/config/surroundings.ts';
import { open as openDigest } from '../../functions/digest.ts';
import { open as openEvents } from '../../functions/events.ts';
import { open as openFetch } from '../../functions/fetch.ts';
import { open as openPoll } from '../../functions/poll.ts';
import { open as openSend } from '../../functions/send.ts';
import { open as openSweep } from '../../functions/sweep.ts';
import { open as openWeb } from '../../functions/web.ts';
import type { HttpDoor } from './http-trigger.ts';
import type { Schedule } from './schedules.ts';

const minuteMs = 60_000;

export interface DoorSettings {
  readonly env: Surroundings['env'];
  readonly now: () => number;
  readonly write: (line: string) => void;
  /** Origins on this machine that the fetch door may read although they are not public. */
  readonly allowedOrigins: readonly string[];
}

/** Opens all doors with the settings that the cloud template would give them. */
export function openDoors({ env, now, write, allowedOrigins }: DoorSettings) {
  const surroundings: Surroundings = {
    env,
    now,
    randomId: randomUUID,
    sleep: async (ms) => {
      await sleep(ms);
    },
    write,
  };
  const digest = openDigest(surroundings);
  // Handed over at once: a clock that is moved need not wait for the delay of the queue.
  const tick: Schedule['door'] = (input, context) => digest(asRecord(input), context);
  const schedules: Schedule[] = [
    { name: 'poll', everyMs: 5 * minuteMs, door: openPoll(surroundings), timeoutMs: minuteMs },
    { name: 'digest', everyMs: minuteMs, door: tick, timeoutMs: 2 * minuteMs },
    { name: 'sweep', everyMs: 5 * minuteMs, door: openSweep(surroundings), timeoutMs: minuteMs },
  ];
  return {
    schedules,
    fetch: openFetch(surroundings, allowedOrigins),
    digest,
    send: openSend(surroundings),
    events: openEvents(surroundings),
    // hono describes the event of API Gateway with fields that are not always there.
    web: openWeb(surroundings) as unknown as HttpDoor,
  };
}

function asRecord(input: ScheduledInput) {
  return { Records: [{ messageId: randomUUID(), body: JSON.stringify(input) }] };
}

export type Doors = ReturnType<typeof openDoors>;

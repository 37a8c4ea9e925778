/**
 * Another template of the same stack takes effect while everything runs: what a deployment does, or
 * somebody's hand in the console. Functions, their rights, what wakes them and the schedules are
 * those of the new one. Queues, the table, mail, the clock and all that was counted stay as they are:
 * where the templates differ in anything else, start anew.
 */
import type { Parts } from './parts.ts';
import { doorsOf } from './template/declaration.ts';
import type { Template } from './template/template.ts';
import { schedulesOf } from './template/triggers.ts';
import { startTriggers } from './triggers.ts';

/** What wakes the doors, which an update starts anew. */
export interface Triggers {
  readonly stop: () => Promise<void>;
  readonly update: (template: Template) => Promise<void>;
}

/** Starts what wakes the doors. */
export function openTriggers(parts: Parts): Triggers {
  let stop = startTriggers(parts);
  return {
    stop: () => stop(),
    update: (template) =>
      parts.inTurn(async () => {
        await stop();
        await parts.doors.replace(doorsOf(template));
        parts.rights.replace(template);
        parts.schedules.replace(schedulesOf(template));
        stop = startTriggers({ ...parts, template });
      }),
  };
}

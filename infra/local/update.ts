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
import type { Triggers } from './triggers.ts';

/** Lets the new template take effect. Call it at rest: what is in hand as shipped is broken off. */
export async function update(
  { doors, rights, schedules, inTurn }: Parts,
  triggers: Triggers,
  template: Template,
): Promise<void> {
  await inTurn(async () => {
    await doors.replace(doorsOf(template));
    rights.replace(template);
    schedules.replace(schedulesOf(template));
    await triggers.replace(template);
  });
}

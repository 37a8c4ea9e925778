/** What a schedule calls: a function, or a queue that wakes one, in the role that it was given. */
import type { Doors } from '../doors/doors.ts';
import type { Queues } from '../queues/queues.ts';
import type { Rights } from '../rights/rights.ts';
import type { Template } from '../template/template.ts';
import { retriesOf, type ScheduleDeclaration } from '../template/triggers.ts';

export interface TargetDeps {
  readonly template: Template;
  readonly rights: Pick<Rights, 'roles' | 'ofRole'>;
  readonly doors: Pick<Doors, 'byArn'>;
  readonly queues: Pick<Queues, 'byArn' | 'put'>;
}

const retriesByDefault = 2;

/** Rejects when the role may not do it, or the function failed as often as it is tried. */
export function openTarget(
  deps: TargetDeps,
): (schedule: ScheduleDeclaration, input: string) => Promise<void> {
  const retries = retriesOf(deps.template);
  const functions = new Map(
    deps.template.all('AWS::Lambda::Function').map(({ arn, name }) => [arn, name]),
  );
  return async (schedule, input) => {
    const { targetArn, messageGroup } = schedule;
    const isQueue = targetArn.includes(':sqs:');
    demand(schedule, isQueue ? 'sqs:SendMessage' : 'lambda:InvokeFunction', deps);
    if (isQueue) {
      const queue = deps.queues.byArn(targetArn);
      return await deps.queues.put(queue, { body: input, group: messageGroup });
    }
    const invoke = deps.doors.byArn(targetArn);
    const triesLeft = retries.get(functions.get(targetArn) ?? '') ?? retriesByDefault;
    await insist(() => invoke(JSON.parse(input)), triesLeft);
  };
}

function demand(schedule: ScheduleDeclaration, action: string, { rights }: TargetDeps): void {
  const role = rights.roles.find(({ arn }) => arn === schedule.roleArn);
  const asked = { action, resource: schedule.targetArn, context: {} };
  if (role !== undefined && rights.ofRole(role, asked) === 'allowed') return;
  throw new Error(`The role of the schedule ${schedule.name} may not ${action} its target.`);
}

async function insist(call: () => Promise<unknown>, retries: number): Promise<void> {
  for (let left = retries; ; left--) {
    try {
      await call();
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

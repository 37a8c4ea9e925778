/** What a schedule calls: a function, or a queue that wakes one, in the role that it was given. */
import type { Doors } from '../doors/doors.ts';
import { ThrottledError } from '../doors/invoke.ts';
import type { Queues } from '../queues/queues.ts';
import type { Rights } from '../rights/rights.ts';
import type { Template } from '../template/template.ts';
import { retriesOf, type ScheduleDeclaration } from '../template/triggers.ts';

/** What a schedule may call. */
export interface TargetDeps {
  readonly template: Template;
  readonly rights: Pick<Rights, 'roles' | 'ofRole'>;
  readonly doors: Pick<Doors, 'byArn'>;
  readonly queues: Pick<Queues, 'byArn' | 'put'>;
  readonly sleep: (ms: number) => Promise<void>;
}

const retriesByDefault = 2;
const throttledWaitMs = 1_000;

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
    await insist(() => invoke(JSON.parse(input)), triesLeft, deps.sleep);
  };
}

function demand(schedule: ScheduleDeclaration, action: string, { rights }: TargetDeps): void {
  const role = rights.roles.find(({ arn }) => arn === schedule.roleArn);
  const asked = { action, resource: schedule.targetArn, context: {} };
  if (role !== undefined && rights.ofRole(role, asked) === 'allowed') return;
  throw new Error(`The role of the schedule ${schedule.name} may not ${action} its target.`);
}

/**
 * Lambda keeps a call that the account has no room for and begins it later, which costs no try
 * (Developer Guide, "How Lambda handles errors and retries with asynchronous invocation"). It waits
 * a minute or two before it tries again what failed; here that is done at once.
 */
async function insist(
  call: () => Promise<unknown>,
  retries: number,
  sleep: TargetDeps['sleep'],
): Promise<void> {
  for (let left = retries; ; ) {
    try {
      await call();
      return;
    } catch (error) {
      const isThrottled = error instanceof ThrottledError;
      if (!isThrottled && left === 0) throw error;
      if (isThrottled) await sleep(throttledWaitMs);
      else left--;
    }
  }
}

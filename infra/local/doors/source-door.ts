/** A door from its source, in this process: the same code as in Lambda, other surroundings. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import type { Surroundings } from '../../../functions/config/surroundings.ts';
import { requestId, underRequestId } from '../../cloud/request-id.ts';
import type { DoorDeclaration } from '../template/declaration.ts';
import { type InvokeAs, TimedOutError } from './invoke.ts';

/** What a door from source is opened with. */
export interface SourceDoorInput {
  readonly declaration: DoorDeclaration;
  readonly env: Surroundings['env'];
  readonly now: () => number;
  readonly write: (line: string) => void;
  /** Origins on this machine that the fetch door may read although they are not public. */
  readonly allowedOrigins: readonly string[];
}

type Door = (event: unknown, context: Context) => Promise<unknown>;
type Open = (surroundings: Surroundings, allowedOrigins: readonly string[]) => Door;

/** Opens the door's file in functions/ on what surrounds it here. */
export async function openSourceDoor(input: SourceDoorInput): Promise<InvokeAs> {
  const { declaration, env, now, write } = input;
  const { open }: { open: Open } = await import(`../../../functions/${declaration.door}.ts`);
  const surroundings: Surroundings = {
    env,
    now,
    randomId: randomUUID,
    sleep: async (ms) => {
      await sleep(ms);
    },
    requestId,
    write,
  };
  const door = open(surroundings, input.allowedOrigins);
  return (event, id = randomUUID()) =>
    withinTime(declaration, id, (context) =>
      underRequestId(id, () => door(structuredClone(event), context)),
    );
}

/** Nothing in this process can be killed: what overruns its time goes on, and nobody listens. */
async function withinTime(
  declaration: DoorDeclaration,
  id: string,
  call: (context: Context) => Promise<unknown>,
): Promise<unknown> {
  const { timeoutMs } = declaration;
  let timer: NodeJS.Timeout | undefined;
  const overrun = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOutError(timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([call(contextOf(declaration, id)), overrun]);
  } finally {
    clearTimeout(timer);
  }
}

function contextOf(
  { name, arn, memoryMb, timeoutMs, logGroup }: DoorDeclaration,
  id: string,
): Context {
  const end = Date.now() + timeoutMs;
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: id,
    logGroupName: logGroup,
    logStreamName: 'stage',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}

/** Calls a door as Lambda does: a copy of the event, a context, and a limit on its time. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { underRequestId } from '../cloud/request-id.ts';

export type Door<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/** Runs the door. Rejects when it throws or overruns its time. */
export async function invoke<Event, Result>(
  name: string,
  door: Door<Event, Result>,
  event: Event,
  timeoutMs: number,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const overrun = new Promise<never>((_, reject) => {
    const seconds = (timeoutMs / 1000).toFixed(2);
    timer = setTimeout(
      () => reject(new Error(`Task timed out after ${seconds} seconds`)),
      timeoutMs,
    );
  });
  try {
    const copy = structuredClone(event);
    const context = contextOf(name, timeoutMs);
    const call = underRequestId(context.awsRequestId, () => door(copy, context));
    return await Promise.race([call, overrun]);
  } finally {
    clearTimeout(timer);
  }
}

function contextOf(functionName: string, timeoutMs: number): Context {
  const end = Date.now() + timeoutMs;
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}

/** Waits when DynamoDB is asked for more at once than it has grown to: a table on demand grows. */
import { setTimeout as sleep } from 'node:timers/promises';

const firstPauseMs = 250;
const triesMax = 9;

const throttles = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/** Does it, again after a while when it was throttled; any other failure is thrown as it is. */
export async function patiently<T>(
  work: () => Promise<T>,
  pause: (ms: number) => Promise<unknown> = sleep,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === triesMax || !wasThrottled(error)) throw error;
      await pause(firstPauseMs * 2 ** (tries - 1));
    }
  }
}

function wasThrottled(error: unknown): boolean {
  const { name, CancellationReasons = [] } = error as {
    name?: string;
    CancellationReasons?: { Code?: string }[];
  };
  if (name !== undefined && throttles.has(name)) return true;
  const codes = CancellationReasons.map(({ Code }) => Code);
  return codes.includes('ThrottlingError') || codes.includes('ProvisionedThroughputExceeded');
}

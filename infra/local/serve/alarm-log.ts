/**
 * Tells in the log when an alarm of the template begins, and when it is over. What its text says is
 * for an owner in AWS.
 */
import type { Watch } from '../alarms/watch.ts';

const lookEveryMs = 60_000;

/** Looks once a minute. Returns how to stop it. */
export function logAlarms(
  { alarms }: Pick<Watch, 'alarms'>,
  write: (line: string) => void,
): () => void {
  const ringing = new Set<string>();
  const look = () => {
    for (const { name, state } of alarms()) {
      const isRinging = state === 'ALARM';
      if (isRinging === ringing.has(name)) continue;
      if (isRinging) ringing.add(name);
      else ringing.delete(name);
      const told = isRinging
        ? { level: 'error', message: 'alarm', alarm: name, todo: `paperboy help ${name}` }
        : { level: 'info', message: 'alarm is over', alarm: name };
      write(JSON.stringify(told));
    }
  };
  const timer = setInterval(look, lookEveryMs);
  return () => clearInterval(timer);
}

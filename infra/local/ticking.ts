/** What makes time pass for everything that runs: schedules fire, alarms are looked at. */
import type { Parts } from './parts.ts';

const tickEveryMs = 1_000;

/** The engines take any credentials; the SDK wants some. */
export function useLocalCredentials(region: string): void {
  process.env.AWS_REGION ??= region;
  process.env.AWS_ACCESS_KEY_ID ??= 'local';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
}

/** Fires schedules as time passes; one round at a time. Returns how to stop it. */
export function startTicking({
  clock,
  schedules,
  watch,
  inTurn,
  onError,
}: Parts): () => Promise<void> {
  let round = Promise.resolve();
  let isFiring = false;
  const timer = setInterval(() => {
    if (isFiring) return;
    isFiring = true;
    round = inTurn(() => schedules.fireDue(clock.now()))
      .then(watch.sampleMinute)
      .catch(onError)
      .finally(() => {
        isFiring = false;
      });
  }, tickEveryMs);
  return async () => {
    clearInterval(timer);
    await round;
  };
}

/** What is to be known of the Paperboy that runs on this machine. */
import * as v from 'valibot';
import type { Running } from '../local/running.ts';
import { RefusedError } from './errors.ts';

/** The engines take any credentials; the owner's real ones have no business there. */
export function useLocalCredentials(): void {
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
}

/** A setting of the system that runs. Throws a RefusedError when it names none. */
export function settingOf(env: Running['env'], name: string): string {
  const value = env[name];
  if (value === undefined) throw new RefusedError(`The running Paperboy names no ${name}.`);
  return value;
}

const clockSchema = v.object({ aheadMs: v.number() });

/** How far its clock is ahead of real time (ms). */
export async function aheadOf({ origin }: Running): Promise<number> {
  const answer = await fetch(`${origin}/_control/api/clock`);
  return v.parse(clockSchema, await answer.json()).aheadMs;
}

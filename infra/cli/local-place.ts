/** What is to be known of the Paperboy that runs on this machine. */
import type { Running } from '../local/running.ts';
import { RefusedError } from './errors.ts';

/** Nothing runs there. */
export const notRunning =
  'Paperboy is not running here. Start it with npm start, or name a stack with --outputs FILE.';

/** It is there, and busy. */
export const notAnswering =
  'Paperboy runs here and did not answer. It may be starting, stopping or very busy: try again in ' +
  'a moment.';

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

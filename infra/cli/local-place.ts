/** What is to be known of the Paperboy that runs on this machine. */
import { join } from 'node:path';
import { isLocked } from '../local/directory-lock.ts';
import type { Found, Running } from '../local/running.ts';
import { RefusedError } from './errors.ts';

/** Why nothing is found with the data in this directory, and what to do. */
export async function whyNotFound(
  kind: Exclude<Found['kind'], 'running'>,
  dataDir: string,
  byDefault = dataByDefault,
): Promise<string> {
  switch (kind) {
    case 'absent': {
      const served = join(byDefault, 'serve');
      if (dataDir === byDefault && (await isLocked(served))) {
        return `The Paperboy that runs here serves: name its data with --data ${served}`;
      }
      return (
        `No Paperboy runs with its data in ${dataDir}. Start it with npm start, or name another ` +
        'directory with --data DIR, or a stack with --outputs FILE.'
      );
    }
    case 'forbidden':
      return `The Paperboy with its data in ${dataDir} runs as another user: give the command as that one.`;
    case 'silent':
      return (
        'Paperboy runs here and did not answer. It may be starting, stopping or very busy: try ' +
        'again in a moment.'
      );
  }
}

const names = [
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
] as const;

/** `npm start` keeps its data in the package's own folder unless told otherwise. */
export const dataByDefault = join(import.meta.dirname, '..', '..', '.local');

const localCredentials: Partial<Record<(typeof names)[number], string>> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};

/**
 * The engines take any credentials; the owner's real ones have no business there. Returns what puts the
 * environment back as it was: a move speaks to one place after the other.
 */
export function useLocalCredentials(): () => void {
  const before = names.map((name) => [name, process.env[name]] as const);
  set(names.map((name) => [name, localCredentials[name]]));
  return () => set(before);
}

/** The same in another region, as the owner is signed in. */
export function useRegion(region: string): () => void {
  const { AWS_REGION: before } = process.env;
  process.env.AWS_REGION = region;
  return () => set([['AWS_REGION', before]]);
}

function set(values: readonly (readonly [name: string, value: string | undefined])[]): void {
  for (const [name, value] of values) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** A setting of the system that runs. Throws a RefusedError when it names none. */
export function settingOf(env: Running['env'], name: string): string {
  const value = env[name];
  if (value === undefined) throw new RefusedError(`The running Paperboy names no ${name}.`);
  return value;
}

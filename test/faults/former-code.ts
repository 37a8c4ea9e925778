/**
 * The doors of a former state of the project, as git keeps it, for trials in which both are at work
 * on the same rows and messages, as they are while a deployment goes on.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Surroundings } from '../../functions/config/surroundings.ts';
import type { DoorName } from './declared.ts';

/** Opens a door on what surrounds it. */
export type Opener = (around: Surroundings) => unknown;

export interface FormerCode {
  readonly openers: Readonly<Record<DoorName, Opener>>;
  /** Forgets the files. */
  readonly close: () => void;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const doors = ['digest', 'send', 'events', 'sweep'] as const satisfies readonly DoorName[];

/**
 * Takes the sources of a commit out of git into a folder of their own, and loads their doors. They
 * run with the packages that are installed now. Throws in git's words when it knows no such commit.
 */
export async function loadFormerCode(commit: string): Promise<FormerCode> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-former-'));
  const archive = execFileSync(
    'git',
    ['archive', commit, 'functions', 'templates', 'package.json'],
    {
      cwd: root,
      maxBuffer: 2 ** 28,
    },
  );
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const load = async (door: DoorName) => {
    const file = pathToFileURL(join(folder, 'functions', `${door}.ts`));
    return [door, ((await import(file.href)) as { readonly open: Opener }).open] as const;
  };
  const openers = Object.fromEntries(await Promise.all(doors.map(load)));
  return {
    openers: openers as FormerCode['openers'],
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** An owner with a clone of their own and an account: the command as it is typed, in its own process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import type { StandIn } from '../../support/aws/account.ts';

const root = join(import.meta.dirname, '..', '..', '..');

interface Said {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Clone {
  readonly folder: string;
  readonly context: () => Record<string, unknown>;
  /** From now on the doors are taken as they were last built: nothing of them changes any more. */
  readonly keepBuild: () => void;
  /** Runs a command line to its end, with answers to what it asks. */
  readonly paperboy: (args: readonly string[], answers?: readonly string[]) => Promise<Said>;
  /** The same, that can be interrupted. */
  readonly start: (args: readonly string[], answers?: readonly string[]) => Started;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Said>;
}

/** What an owner's answers would be. */
export const ownSettings = {
  domain: 'paper.example',
  sender: 'news@paper.example',
  postalAddress: 'Quay 1, Saltmarrow',
  alarmAddress: 'owner@paper.example',
};

/** A clone: all that a deploy reads and writes is its own, the packages are those of this repository. */
export function cloneFor(
  t: TestContext,
  { env }: StandIn,
  changes: Record<string, unknown> = {},
): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-clone-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['infra', 'functions', 'templates', 'package.json', 'package-lock.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'cdk.json');
  const read = () => JSON.parse(readFileSync(file, 'utf8')) as typeof cdkJson;
  const write = (content: typeof cdkJson) =>
    writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  write({ ...cdkJson, context: { ...cdkJson.context, ...changes } });
  const start = (args: readonly string[], answers: readonly string[] = []): Started => {
    const launcher = join(folder, 'infra', 'cli', 'paperboy.mjs');
    const child = spawn(process.execPath, [launcher, ...args], {
      cwd: folder,
      // CloudFormation's own checks of the template, which take long, are made where it is tested.
      env: { ...process.env, ...env, CDK_VALIDATION: 'false' },
      // A group of its own, which a hang-up of the terminal would end.
      detached: true,
    });
    child.stdin.on('error', () => {});
    child.stdin.end(answers.map((answer) => `${answer}\n`).join(''));
    return { child, ended: saidBy(child) };
  };
  return {
    folder,
    context: () => read().context,
    keepBuild: () => write({ ...read(), build: '' }),
    paperboy: (args, answers) => start(args, answers).ended,
    start,
  };
}

async function saidBy(child: ChildProcess): Promise<Said> {
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, ...said };
}

/** Ends it as a closed terminal does, with all that it has started. */
export function interrupt({ child }: Started): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
}

const goneLookMs = 20;

/**
 * Resolves when the system has forgotten all of it: until then a lock that the CDK has left in its
 * folder looks like that of somebody at work.
 */
export async function gone({ child, ended }: Started): Promise<Said> {
  const said = await ended;
  while (isThere(child.pid ?? 0)) await sleep(goneLookMs);
  return said;
}

function isThere(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

/** The CDK's own command, of the version that is pinned here, as a child process. */
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Settings, stackNameOf } from '../../cloud/settings.ts';
import type { Terminal } from '../command.ts';
import { RefusedError } from '../errors.ts';
import { type Outputs, outputsIn } from './outputs.ts';

/** Where it runs. */
export interface Site {
  /** The folder of cdk.json. */
  readonly folder: string;
  readonly run: Terminal['run'];
}

/** Where the synthesised stack is. */
export function assemblyIn(folder: string): string {
  return join(folder, 'cdk.out');
}

/** The setting `protect` for this time, and whether the doors are to be bundled first. */
interface Synthesis {
  readonly isProtected: boolean;
  readonly isBuilding: boolean;
}

/** Makes the template, with all checks that cdk.json asks for. */
export async function synthesise(
  site: Site,
  { isProtected, isBuilding }: Synthesis,
): Promise<void> {
  const args = ['synth', '--quiet', '--output', assemblyIn(site.folder)];
  const context = ['--context', `protect=${isProtected}`];
  await cdk(site, [...args, ...context, ...(isBuilding ? [] : withoutBuild)]);
}

/** The CDK would do what cdk.json names as "build" before each of its commands. */
const withoutBuild = ['--build', ''];

/** Sets the CDK up in an account and region (https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html). */
export async function bootstrap(
  site: Site,
  { account, region }: { readonly account: string; readonly region: string },
): Promise<void> {
  await cdk(site, ['bootstrap', `aws://${account}/${region}`, ...withoutBuild]);
}

/**
 * Deploys what was synthesised, and returns the outputs. The plan was agreed to before. Without
 * `isReverting` CloudFormation compares templates alone: what was changed by hand stays so, unless the
 * template changes there (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html).
 */
export async function deployStack(
  site: Site,
  settings: Settings,
  isReverting = false,
): Promise<Outputs> {
  const assembly = assemblyIn(site.folder);
  const name = stackNameOf(settings);
  // The CDK would write over what the owner's file says of other stacks.
  const file = join(assembly, 'outputs.json');
  const answers = ['--outputs-file', file, '--require-approval', 'never'];
  if (isReverting) answers.push('--revert-drift');
  await cdk(site, ['deploy', name, '--app', assembly, ...answers, ...withoutBuild]);
  const outputs = outputsIn(file, name);
  if (outputs === undefined) throw new Error(`cdk deploy has written no outputs of ${name}.`);
  return outputs;
}

async function cdk({ folder, run }: Site, args: readonly string[]): Promise<void> {
  // By Node itself, as the file is no program on every system.
  const file = fileURLToPath(import.meta.resolve('aws-cdk/bin/cdk'));
  const ownNode = dirname(process.execPath);
  const exitCode = await run({
    file: process.execPath,
    args: [file, ...args],
    folder,
    // The app that cdk.json names is TypeScript, which an older Node on the way would not run.
    env: { PATH: `${ownNode}${delimiter}${process.env.PATH ?? ''}` },
  });
  if (exitCode === 0) return;
  throw new RefusedError(
    `cdk ${args[0]} has failed, as is said above. Mend what it names, then give this command again: ` +
      'it goes on where it was.',
  );
}

/** A stage of the test's own that runs a stack with something wrong in it. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Cloud } from '../../infra/local/cloud.ts';
import type { CloudOptions } from '../../infra/local/cloud-options.ts';
import { type Code, synthesise } from '../../infra/local/template/synthesis.ts';
import { testCloud, testContext } from './cloud.ts';

export interface RawResource {
  readonly Type: string;
  /** May be changed in place. */
  readonly Properties: Record<string, unknown>;
}

/** Changes the resources of a template in place, by logical id. */
export type Alter = (resources: Record<string, RawResource>) => void;

/** Starts the stage from a copy of the synthesised stack with the changes in it. */
export async function alteredCloud(
  t: TestContext,
  alter: Alter,
  options: Partial<CloudOptions> & { readonly code?: Code } = {},
): Promise<Cloud> {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-altered-'));
  const made = await synthesise(options.code ?? 'source', testContext);
  cpSync(made, folder, { recursive: true });
  alterTemplate(folder, alter);
  const cloud = await testCloud(t, { ...options, folder });
  // Hooks run in the order in which they were added: the stage is gone by then.
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return cloud;
}

/** Changes the template in the folder of a synthesised stack. */
export function alterTemplate(folder: string, alter: Alter): void {
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  const file = join(folder, name);
  const template = JSON.parse(readFileSync(file, 'utf8'));
  alter(template.Resources);
  writeFileSync(file, JSON.stringify(template));
}

/** The one resource of the type whose logical id begins so. Throws when there is not exactly one. */
export function resourceOf(
  resources: Record<string, RawResource>,
  type: string,
  beginning: string,
): RawResource {
  const found = Object.entries(resources).filter(
    ([id, { Type }]) => Type === type && id.startsWith(beginning),
  );
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} ${beginning}`);
  return first[1];
}

/** The function of a door, to be changed in place. */
export function functionOf(resources: Record<string, RawResource>, door: string): RawResource {
  return resourceOf(resources, 'AWS::Lambda::Function', `Doors${door}Function`);
}

/** Its environment. */
export function variablesOf({ Properties }: RawResource): Record<string, unknown> {
  return (Properties.Environment as { Variables: Record<string, unknown> }).Variables;
}

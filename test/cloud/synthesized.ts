/** The stack as the tests look at it: built from cdk.json with stand-in bundles, quickly. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { doors } from '../../infra/cloud/door-names.ts';
import { readSettings } from '../../infra/cloud/settings.ts';
import { addStack } from '../../infra/cloud/stack.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

export interface Synthesized {
  readonly app: App;
  readonly stack: Stack;
  readonly template: Template;
}

const folder = mkdtempSync(join(tmpdir(), 'paperboy-stack-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const known = new Map<string, Synthesized>();

/**
 * The stack from the settings in cdk.json, some of them changed. It is built once for each set of
 * changes and shared, as that takes a while: only to be looked at.
 */
export function synthesize(changed: Record<string, unknown> = {}): Synthesized {
  // A setting that is taken away is another case than one that is left as it is.
  const key = JSON.stringify(changed, (_, value) => (value === undefined ? 'undefined' : value));
  const synthesized = known.get(key) ?? synthesizeAnew(changed);
  known.set(key, synthesized);
  return synthesized;
}

/** The same for a test that adds to the stack. */
export function synthesizeAnew(changed: Record<string, unknown> = {}): Synthesized {
  const app = emptyApp({ ...cdkJson.context, ...changed });
  const settings = readSettings((name) => app.node.tryGetContext(name));
  const stack = addStack(app, settings, standInBundles());
  return { app, stack, template: Template.fromStack(stack) };
}

/** An app that tells nobody of it, and leaves CloudFormation's own checks of a template, which take long, to deploys. */
export function emptyApp(context: Record<string, unknown> = {}): App {
  return new App({
    context,
    outdir: mkdtempSync(join(folder, 'out-')),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
}

/** The resources of a type by their id, told without the hash that CDK appends. */
export function resources(template: Template, type: string): Record<string, Resource> {
  const found: Record<string, Resource> = template.findResources(type) as never;
  return Object.fromEntries(Object.entries(found).map(([id, each]) => [plainId(id), each]));
}

/** All resources by their logical id. */
export function allResources(template: Template): Record<string, Resource> {
  return template.toJSON().Resources;
}

/** The properties of one resource, which has to be there. */
export function propertiesOf(template: Template, type: string, id: string): Resource['Properties'] {
  return resources(template, type)[id]?.Properties ?? assert.fail(`No ${type} ${id}`);
}

/** What a reference in the template points to: `Table`, `Table/index/due`, `*`. */
export function pointsTo(reference: unknown): string {
  if (typeof reference === 'string') return reference;
  const {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = reference as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
    'Fn::Join'?: [string, unknown[]];
  };
  if (ref !== undefined) return plainId(ref);
  if (attribute !== undefined) return plainId(attribute[0]);
  if (join !== undefined) return join[1].map(pointsTo).join(join[0]);
  throw new Error(`Not a reference: ${JSON.stringify(reference)}`);
}

function plainId(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

function standInBundles(): string {
  const bundles = join(folder, 'bundles');
  for (const door of doors) {
    mkdirSync(join(bundles, door), { recursive: true });
    writeFileSync(join(bundles, door, 'index.mjs'), '');
  }
  return bundles;
}

export const ownDomain = {
  siteDomain: 'read.example.com',
  siteCertificateArn:
    'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
};

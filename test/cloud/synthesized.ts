/** The stack as the tests look at it: built from cdk.json with stand-in bundles, quickly. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { doors } from '../../infra/cloud/door-names.ts';
import { readSettings } from '../../infra/cloud/settings.ts';
import { addStack } from '../../infra/cloud/stack.ts';

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

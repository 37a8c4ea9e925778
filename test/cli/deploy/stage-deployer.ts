/**
 * Carries deployments out on the stage: what the CDK has uploaded is what runs, as shipped. Table and
 * secrets stay in a folder when the stack goes, and the next one finds them there by their names.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Cloud, startCloud } from '../../../infra/local/cloud.ts';
import { type Alter, alterTemplate } from '../../support/altered-cloud.ts';
import type { StandIn } from '../../support/aws/account.ts';
import { accountId, type Deployer, type StackState } from '../../support/aws/state.ts';
import type { Clone } from './owner.ts';

export interface StageDeployer extends Deployer {
  /** The stack that stands. */
  readonly cloud: () => Cloud;
  /** Changes what runs, and no template knows of it. */
  readonly changeByHand: (stack: StackState, alter: Alter) => Promise<void>;
  /** Deploys the cdk.out of a clone; queues have their addresses where the account answers. */
  readonly serve: (clone: Pick<Clone, 'folder'>, account: Pick<StandIn, 'origin'>) => void;
}

const restTimeoutMs = 600_000;

export function stageDeployer(t: TestContext): StageDeployer {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperboy-account-'));
  let cloud: Cloud | undefined;
  let clone = { folder: '' };
  let origin = '';
  let port = 0;
  let assemblies = 0;
  const down = async () => {
    await cloud?.stop();
    cloud = undefined;
  };
  t.after(async () => {
    await down();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const deployer: StageDeployer = {
    serve: (of, at) => {
      clone = of;
      origin = at.origin;
    },
    changeByHand: async (stack, alter) => {
      stack.isDrifted = true;
      const folder = join(dataDir, 'by-hand');
      cpSync(join(dataDir, `assembly-${assemblies}`), folder, { recursive: true });
      alterTemplate(folder, alter);
      await cloud?.update(folder);
    },
    kept: new Set(),
    cloud: () => {
      assert.ok(cloud, 'No stack stands.');
      return cloud;
    },
    up: async (template, stackName) => {
      assemblies += 1;
      const folder = join(dataDir, `assembly-${assemblies}`);
      cpSync(join(clone.folder, 'cdk.out'), folder, { recursive: true });
      const written = readFileSync(join(folder, `${stackName}.template.json`));
      assert.ok(template.equals(written), 'What is uploaded is what was synthesised.');
      // The templates of one release differ in nothing that an update of the stage does not take over.
      if (cloud !== undefined) await cloud.update(folder);
      // The API has the same address again: mailed links go there.
      port = port === 0 ? await freePort() : port;
      cloud ??= await startCloud({
        port,
        dataDir,
        code: 'shipped',
        folder,
        demo: false,
        ticking: false,
        zone: 'UTC',
        write: () => {},
        restTimeoutMs,
      });
      return queuesAt(origin, cloud.template.outputs);
    },
    down,
    endpoints: () => ({
      dynamodb: cloud?.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
      sqs: cloud?.env.AWS_ENDPOINT_URL_SQS ?? '',
      secretsmanager: cloud?.env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '',
    }),
  };
  return deployer;
}

function queuesAt(origin: string, outputs: Cloud['template']['outputs']): Record<string, string> {
  const moved = Object.entries(outputs).map(([name, value]) => {
    const isQueue = name.endsWith('Url') && value.includes(`/${accountId}/`);
    return [name, isQueue ? `${origin}${new URL(value).pathname}` : value] as const;
  });
  return Object.fromEntries(moved);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

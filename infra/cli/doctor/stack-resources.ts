/** The resources of a stack by what they are in AWS, and whether they are as its template says. */
import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { UnseenError } from '../../../functions/mail/doctor/look.ts';
import type { Door } from '../../cloud/door-names.ts';
import { once } from '../once.ts';
import { ask, patience } from './asked.ts';

/** A stack as CloudFormation knows it. */
export interface StackResources {
  /** The name in AWS of a door's function or log; undefined when the stack has none. */
  readonly nameOf: (door: Door, part: 'Function' | 'Log') => Promise<string | undefined>;
  /** Resources that are not as the template says, by their ids there. */
  readonly drift: () => Promise<readonly string[]>;
  readonly close: () => void;
}

interface Waiting {
  readonly sleep: (ms: number) => Promise<void>;
}

const driftLookEveryMs = 2_000;
/** A stack of this size takes CloudFormation half a minute or so. */
const driftWaitMs = 180_000;

/** Opens the stack of this name. */
export function openStackResources(StackName: string, { sleep }: Waiting): StackResources {
  const client = new CloudFormationClient(patience);
  const listed = once(() => list(client, StackName));
  return {
    nameOf: async (door, part) => {
      const id = new RegExp(`^Doors${door}${part}[0-9A-F]{8}$`);
      return (await listed()).find((one) => id.test(one.LogicalResourceId ?? ''))
        ?.PhysicalResourceId;
    },
    drift: () => drift(client, StackName, sleep),
    close: () => client.destroy(),
  };
}

async function list(
  client: CloudFormationClient,
  StackName: string,
): Promise<readonly StackResourceSummary[]> {
  const all: StackResourceSummary[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListStackResourcesCommand({ StackName, NextToken });
    const page = await ask('cloudformation:ListStackResources', () => client.send(command));
    all.push(...(page.StackResourceSummaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return all;
}

async function drift(
  client: CloudFormationClient,
  StackName: string,
  sleep: Waiting['sleep'],
): Promise<readonly string[]> {
  const { StackDriftDetectionId } = await ask('cloudformation:DetectStackDrift', () =>
    client.send(new DetectStackDriftCommand({ StackName })),
  );
  for (let waited = 0; waited < driftWaitMs; waited += driftLookEveryMs) {
    const command = new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId });
    const found = await ask('cloudformation:DescribeStackDriftDetectionStatus', () =>
      client.send(command),
    );
    if (found.DetectionStatus === 'DETECTION_FAILED') {
      throw notAnswered(found.DetectionStatusReason ?? 'The drift could not be detected.');
    }
    if (found.DetectionStatus === 'DETECTION_COMPLETE') {
      return found.StackDriftStatus === 'DRIFTED' ? drifted(client, StackName) : [];
    }
    await sleep(driftLookEveryMs);
  }
  throw notAnswered('CloudFormation was still looking for drift after three minutes.');
}

async function drifted(client: CloudFormationClient, StackName: string): Promise<string[]> {
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const command = new DescribeStackResourceDriftsCommand({
      StackName,
      StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
      NextToken,
    });
    const page = await ask('cloudformation:DescribeStackResourceDrifts', () =>
      client.send(command),
    );
    const drifts = page.StackResourceDrifts ?? [];
    found.push(
      ...drifts.map((one) => `${one.LogicalResourceId} (${one.StackResourceDriftStatus})`),
    );
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

function notAnswered(words: string): UnseenError {
  return new UnseenError({ kind: 'notAnswered', values: { words } });
}

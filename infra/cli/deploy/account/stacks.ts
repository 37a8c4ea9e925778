/** Stacks of CloudFormation: how one stands, what it holds, and its end. */
import type { Stack } from '@aws-sdk/client-cloudformation';
import type { Clients } from './clients.ts';

/** The stack of `cdk bootstrap`. */
export const toolkitName = 'CDKToolkit';

/** How a stack stands. */
export interface StackStanding {
  /** The ARN, by which a deleted stack is still known. */
  readonly id: string;
  readonly status: string;
  /** Why, when something failed. */
  readonly reason: string | undefined;
  readonly isProtected: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * A stack by name or ARN; undefined when there is none, for which CloudFormation has no error of its
 * own (https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html).
 */
export async function stackOf(
  name: string,
  { stacks }: Clients,
): Promise<StackStanding | undefined> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  try {
    const { Stacks } = await (await stacks()).send(new DescribeStacksCommand({ StackName: name }));
    const [stack] = Stacks ?? [];
    return stack === undefined ? undefined : standingOf(stack);
  } catch (error) {
    if (error instanceof Error && isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent({ name, message }: Error): boolean {
  return name === 'ValidationError' && message.endsWith('does not exist');
}

function standingOf(stack: Stack): StackStanding {
  const outputs = stack.Outputs ?? [];
  return {
    id: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    reason: stack.StackStatusReason,
    isProtected: stack.EnableTerminationProtection === true,
    outputs: Object.fromEntries(
      outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']),
    ),
  };
}

/** A resource of a stack: its type, its name in AWS, and how far it is. */
export interface StackResource {
  readonly type: string;
  readonly id: string;
  readonly status: string;
}

/** Everything in a stack (API_ListStackResources.html, a hundred a page). */
export async function resourcesOf(
  name: string,
  { stacks }: Clients,
): Promise<readonly StackResource[]> {
  const { paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
  const found: StackResource[] = [];
  const pages = paginateListStackResources({ client: await stacks() }, { StackName: name });
  for await (const { StackResourceSummaries = [] } of pages) {
    for (const each of StackResourceSummaries) {
      found.push({
        type: each.ResourceType ?? '',
        id: each.PhysicalResourceId ?? '',
        status: each.ResourceStatus ?? '',
      });
    }
  }
  return found;
}

/** Lets a stack be deleted (API_UpdateTerminationProtection.html). */
export async function liftProtection(name: string, { stacks }: Clients): Promise<void> {
  const { UpdateTerminationProtectionCommand } = await import('@aws-sdk/client-cloudformation');
  await (await stacks()).send(
    new UpdateTerminationProtectionCommand({
      StackName: name,
      EnableTerminationProtection: false,
    }),
  );
}

/** Begins to delete a stack, which takes minutes (API_DeleteStack.html). */
export async function deleteStack(name: string, { stacks }: Clients): Promise<void> {
  const { DeleteStackCommand } = await import('@aws-sdk/client-cloudformation');
  await (await stacks()).send(new DeleteStackCommand({ StackName: name }));
}

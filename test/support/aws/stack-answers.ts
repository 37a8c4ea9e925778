/** How CloudFormation tells of a stack. */
import { type Call, element } from './call.ts';
import type { StackState } from './state.ts';

const at = '2026-11-29T00:00:00Z';

export function describeStacks(stack: StackState): string {
  const outputs = Object.entries(stack.outputs).map(
    ([key, value]) =>
      `<member>${element('OutputKey', key)}${element('OutputValue', value)}</member>`,
  );
  return (
    `<Stacks><member>${element('StackName', stack.name)}${element('StackId', stack.id)}` +
    element('CreationTime', at) +
    element('StackStatus', stack.status) +
    element('StackStatusReason', stack.reason) +
    element('EnableTerminationProtection', stack.isProtected) +
    `<Outputs>${outputs.join('')}</Outputs></member></Stacks>`
  );
}

/** The newest first. */
export function describeEvents({ id, name, status }: StackState): string {
  return (
    `<StackEvents><member>${element('StackId', id)}${element('EventId', `${id}-${status}`)}` +
    element('StackName', name) +
    element('LogicalResourceId', name) +
    element('PhysicalResourceId', id) +
    element('ResourceType', 'AWS::CloudFormation::Stack') +
    element('ResourceStatus', status) +
    `${element('Timestamp', new Date().toISOString())}</member></StackEvents>`
  );
}

/** A hundred a page. */
const pageSize = 100;

export function listResources({ params }: Call, { resources }: StackState): string {
  const from = Number(params.get('NextToken') ?? 0);
  const all = [...resources];
  const members = all
    .slice(from, from + pageSize)
    .map(
      ([id, { type, physicalId, status }]) =>
        `<member>${element('LogicalResourceId', id)}${element('PhysicalResourceId', physicalId)}` +
        `${element('ResourceType', type)}${element('ResourceStatus', status)}` +
        `${element('LastUpdatedTimestamp', at)}</member>`,
    );
  const next = from + pageSize < all.length ? from + pageSize : undefined;
  return `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>${element('NextToken', next)}`;
}

/**
 * CloudFormation as the CDK and the owner's command use it: change sets, stacks that take a while,
 * protection, deletion that keeps what is to be retained, and deleted stacks known by their ARN.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Answer,
  type Call,
  element,
  queryError,
  queryReply,
  type Reply,
  type Service,
} from './call.ts';
import { bootstrapVersion } from './cdk-bucket.ts';
import { describeEvents, describeStacks, listResources } from './stack-answers.ts';
import { keptResources, resourcesIn } from './stack-template.ts';
import { type AccountState, accountId, type Deployer, type StackState } from './state.ts';

const xmlns = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const page = (name: string) =>
  `https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/${name}.html`;

/** How long CloudFormation takes at the least where it is late. */
const workMs = 1_500;
const atLeast = ({ pace }: AccountState) => (pace === 'late' ? sleep(workMs) : undefined);

export function cloudFormation(state: AccountState, deployer: Deployer): Service {
  const on = (
    name: string,
    answer: (call: Call, stack: StackState) => ReturnType<Answer['answer']>,
  ): [string, Answer] => [
    name,
    {
      page: page(`API_${name}`),
      answer: (call) => {
        const stack = named(call, state);
        return stack === undefined ? absent(call) : answer(call, stack);
      },
    },
  ];
  return {
    fail: queryError,
    answers: [
      on('DescribeStacks', (_, stack) => reply('DescribeStacks', describeStacks(stack))),
      on('DescribeStackEvents', (_, stack) => reply('DescribeStackEvents', describeEvents(stack))),
      on('ListStackResources', (call, stack) =>
        reply('ListStackResources', listResources(call, stack)),
      ),
      on('GetTemplate', (_, { template }) =>
        reply('GetTemplate', element('TemplateBody', template.toString('utf8'))),
      ),
      [
        'CreateChangeSet',
        { page: page('API_CreateChangeSet'), answer: (call) => createChangeSet(call, state) },
      ],
      on('DescribeChangeSet', (_, stack) => describeChangeSet(stack)),
      on('DeleteChangeSet', (_, stack) => {
        stack.changeSet = undefined;
        return reply('DeleteChangeSet', '');
      }),
      on('ExecuteChangeSet', async (_, stack) => {
        const done = execute(stack, state, deployer);
        if (state.pace === 'prompt') await done;
        return reply('ExecuteChangeSet', '');
      }),
      on('UpdateTerminationProtection', ({ params }, stack) => {
        stack.isProtected = params.get('EnableTerminationProtection') === 'true';
        return reply('UpdateTerminationProtection', element('StackId', stack.id));
      }),
      on('DeleteStack', (_, stack) => deleteStack(stack, state, deployer)),
    ],
  };
}

function reply(action: string, result: string): Reply {
  return queryReply(action, xmlns, result);
}

function named({ params }: Call, { stacks }: AccountState): StackState | undefined {
  const name = params.get('StackName') ?? '';
  return stacks.get(name) ?? [...stacks.values()].find(({ id }) => id === name);
}

function absent({ params }: Call): Reply {
  return queryError('ValidationError', `Stack with id ${params.get('StackName')} does not exist`);
}

let made = 0;

function createChangeSet(call: Call, state: AccountState): Reply {
  const { params } = call;
  const name = params.get('StackName') ?? '';
  const template = templateOf(params, state);
  const before = named(call, state);
  if (before !== undefined && isAtWork(before)) {
    const why = `Stack:${before.id} is in ${before.status} state and can not be updated.`;
    return queryError('ValidationError', why);
  }
  made += 1;
  const region = `arn:aws:cloudformation:${call.region}:${accountId}`;
  const stack: StackState = before ?? {
    name,
    id: `${region}:stack/${name}/${made}`,
    status: 'REVIEW_IN_PROGRESS',
    isProtected: false,
    outputs: {},
    template: Buffer.alloc(0),
    resources: new Map(),
  };
  state.stacks.set(stack.name, stack);
  // Of what was changed by hand it takes notice when it is asked to ("Using drift-aware change sets").
  const isReverting = params.get('DeploymentMode') === 'REVERT_DRIFT' && stack.isDrifted === true;
  const isChange = isReverting || !stack.template.equals(template);
  const looks = state.pace === 'late' ? 1 : 0;
  stack.changeSet = { template, isChange, looks };
  return reply(
    'CreateChangeSet',
    element('Id', `${region}:changeSet/cdk/${made}`) + element('StackId', stack.id),
  );
}

/** `TemplateURL` names a file of the bucket. */
function templateOf(params: URLSearchParams, { files }: AccountState): Buffer {
  const url = params.get('TemplateURL');
  if (url === null) return Buffer.from(params.get('TemplateBody') ?? '');
  const file = files.get(new URL(url).pathname);
  if (file === undefined) throw new Error(`Nothing was put at ${url}.`);
  return file;
}

function isAtWork({ status }: StackState): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** It is worked out for a while; one without changes fails, with the words that the CDK looks for. */
function describeChangeSet({ id, changeSet }: StackState): Reply {
  if (changeSet === undefined)
    return queryError('ChangeSetNotFound', 'ChangeSet does not exist', 404);
  const about = element('ChangeSetName', 'cdk') + element('StackId', id);
  if (changeSet.looks > 0) {
    changeSet.looks -= 1;
    return reply('DescribeChangeSet', about + element('Status', 'CREATE_PENDING'));
  }
  if (!changeSet.isChange) {
    const why =
      "The submitted information didn't contain changes. Submit different information to create a change set.";
    return reply(
      'DescribeChangeSet',
      `${about}${element('Status', 'FAILED')}${element('StatusReason', why)}<Changes/>`,
    );
  }
  const change =
    '<member><Type>Resource</Type><ResourceChange><Action>Add</Action>' +
    '<LogicalResourceId>Stack</LogicalResourceId><ResourceType>AWS::CloudFormation::Stack</ResourceType></ResourceChange></member>';
  return reply(
    'DescribeChangeSet',
    `${about}${element('Status', 'CREATE_COMPLETE')}${element('ExecutionStatus', 'AVAILABLE')}<Changes>${change}</Changes>`,
  );
}

/** Resolves when it has come to its end, whichever that is. */
function execute(stack: StackState, state: AccountState, deployer: Deployer): Promise<void> {
  const { changeSet } = stack;
  if (changeSet === undefined) throw new Error('A change set is executed once.');
  stack.changeSet = undefined;
  const verb = stack.template.length === 0 ? 'CREATE' : 'UPDATE';
  stack.status = `${verb}_IN_PROGRESS`;
  const work =
    stack.name === 'CDKToolkit'
      ? Promise.resolve({ BucketName: 'cdk-assets', BootstrapVersion: bootstrapVersion })
      : deployer.up(changeSet.template, stack.name);
  return Promise.all([work, atLeast(state)]).then(
    ([outputs]) => {
      stack.template = changeSet.template;
      // Whatever part of it the change set was about: the stage starts from the template.
      stack.isDrifted = false;
      stack.outputs = outputs;
      stack.resources = resourcesIn(stack);
      for (const { physicalId } of keptResources(stack)) deployer.kept.add(physicalId);
      addIdentities(stack, state);
      stack.status = `${verb}_COMPLETE`;
    },
    (error: unknown) => {
      stack.status = `${verb === 'CREATE' ? '' : 'UPDATE_'}ROLLBACK_COMPLETE`;
      stack.reason = String(error);
    },
  );
}

/** SES knows the domain from then on, and looks for its records. */
function addIdentities({ outputs, resources }: StackState, { identities }: AccountState): void {
  const domain = outputs.SenderDomain ?? '';
  const isMade = [...resources.values()].some(({ type }) => type === 'AWS::SES::EmailIdentity');
  if (!isMade || identities.has(domain)) return;
  const dkimNames = [outputs.DnsDkim1, outputs.DnsDkim2, outputs.DnsDkim3].map(
    (record = '') => record.split(' ')[0] ?? '',
  );
  const mailFrom = `bounce.${domain}`;
  identities.set(domain, { dkimNames, mailFrom, looks: 3, areRecordsElsewhere: false });
}

function deleteStack(stack: StackState, state: AccountState, deployer: Deployer): Reply {
  if (stack.isProtected) {
    const why = `Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`;
    return queryError('ValidationError', why);
  }
  stack.status = 'DELETE_IN_PROGRESS';
  Promise.all([deployer.down(), atLeast(state)]).then(() => {
    for (const resource of stack.resources.values()) {
      resource.status = resource.isRetained ? 'DELETE_SKIPPED' : 'DELETE_COMPLETE';
      if (resource.type === 'AWS::SES::EmailIdentity') {
        state.identities.delete(stack.outputs.SenderDomain ?? '');
      }
    }
    stack.status = 'DELETE_COMPLETE';
    state.stacks.delete(stack.name);
    state.stacks.set(stack.id, stack);
  });
  return { ...reply('DeleteStack', ''), status: 200 };
}

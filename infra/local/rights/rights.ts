/** Who may do what on the stage: the statements of the template, and a record of what was asked. */
import * as v from 'valibot';
import type { Template } from '../template/template.ts';
import {
  type AskedRight,
  judge,
  type Statement,
  statementsOf,
  type Verdict,
} from './statements.ts';

/** One right that somebody asked for, and how it was decided. */
interface RecordedRight {
  /** The role's name in the stack, such as `Doors/poll/Role`, or the service. */
  readonly who: string;
  readonly action: string;
  readonly resource: string;
  readonly verdict: Verdict;
  times: number;
}

/** A role of the template, with what it may do. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly statements: readonly Statement[];
}

/** Who may do what, and what was asked so far. */
export interface Rights {
  readonly roles: readonly Role[];
  /** Whether the role may do this. */
  readonly ofRole: (role: Role, asked: AskedRight) => Verdict;
  /** Whether a service may do this by the policy of the resource. */
  readonly ofService: (service: string, asked: AskedRight) => Verdict;
  /** Roles have the policies of this template from now on. */
  readonly replace: (template: Template) => void;
  /** Everything that was asked since the start, each once. */
  readonly asked: () => readonly RecordedRight[];
}

const policySchema = v.object({ PolicyDocument: v.unknown(), Roles: v.array(v.string()) });
const queuePolicySchema = v.object({ PolicyDocument: v.unknown(), Queues: v.array(v.string()) });
const topicPolicySchema = v.object({ PolicyDocument: v.unknown(), Topics: v.array(v.string()) });

/** Reads all roles and policies. Throws when one has a form that the stage does not understand. */
export function openRights(template: Template): Rights {
  let roles = rolesOf(template);
  const resources = resourcePolicies(template);
  const record = new Map<string, RecordedRight>();
  const note = (who: string, { action, resource }: AskedRight, verdict: Verdict): Verdict => {
    const key = `${who} ${action} ${resource} ${verdict}`;
    const known = record.get(key) ?? { who, action, resource, verdict, times: 0 };
    known.times += 1;
    record.set(key, known);
    return verdict;
  };
  const statementsNow = ({ arn }: Role) => roles.find((one) => one.arn === arn)?.statements ?? [];
  return {
    get roles() {
      return roles;
    },
    ofRole: (role, asked) => note(role.path, asked, judge(statementsNow(role), asked)),
    ofService: (service, asked) =>
      note(service, asked, judge(resources.get(asked.resource) ?? [], asked, service)),
    replace: (next) => {
      roles = rolesOf(next);
    },
    asked: () => [...record.values()],
  };
}

function rolesOf(template: Template): Role[] {
  const policies = template
    .all('AWS::IAM::Policy')
    .map(({ properties }) => v.parse(policySchema, properties));
  return template.all('AWS::IAM::Role').map(({ arn, name, path }) => ({
    arn,
    name,
    path,
    statements: policies
      .filter(({ Roles }) => Roles.includes(name))
      .flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument)),
  }));
}

/** Statements by the ARN of the queue or topic that they guard. */
function resourcePolicies(template: Template): ReadonlyMap<string, readonly Statement[]> {
  const queues = new Map(template.all('AWS::SQS::Queue').map(({ ref, arn }) => [ref, arn]));
  const ofQueues = template.all('AWS::SQS::QueuePolicy').flatMap(({ properties }) => {
    const { PolicyDocument, Queues } = v.parse(queuePolicySchema, properties);
    return Queues.map((url) => [queues.get(url) ?? url, statementsOf(PolicyDocument)] as const);
  });
  const ofTopics = template.all('AWS::SNS::TopicPolicy').flatMap(({ properties }) => {
    const { PolicyDocument, Topics } = v.parse(topicPolicySchema, properties);
    return Topics.map((arn) => [arn, statementsOf(PolicyDocument)] as const);
  });
  return new Map([...ofQueues, ...ofTopics]);
}

/** The names in a template that are the same at every deploy, where AWS could have given one. */
import type { Template } from 'aws-cdk-lib/assertions';
import { allResources } from './resources.ts';

/** `AWS::SQS::Queue QueueName` with its value. */
export type FixedName = readonly [property: string, value: string];

/** Properties by which CloudFormation's resources are named, or parts of them. */
const naming = /(?:^|[a-z.])(?:Name|Identity|Identifier)$/;

/** Finds every property, at any depth, that names something and is not a reference to a resource. */
export function fixedNames(template: Template): FixedName[] {
  const resources = allResources(template);
  return Object.values(resources).flatMap(({ Type, Properties }) =>
    walk(Properties ?? {}, '').flatMap(([path, value]): FixedName[] => {
      const isNaming = naming.test(path) && !isReference(value, Object.keys(resources));
      return isNaming ? [[`${Type} ${path}`, JSON.stringify(value)]] : [];
    }),
  );
}

function isReference(value: unknown, ids: readonly string[]): boolean {
  const { Ref: ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return ids.includes(ref ?? attribute?.[0] ?? '');
}

/** Each property with its path; those in a list share one. What only a policy says names nothing. */
function walk(value: object, path: string): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'PolicyDocument' || key === 'AssumeRolePolicyDocument') return [];
    const here = Array.isArray(value) ? path : `${path}${path && '.'}${key}`;
    const isTree = typeof inner === 'object' && inner !== null;
    return [[here, inner] as [string, unknown], ...(isTree ? walk(inner, here) : [])];
  });
}

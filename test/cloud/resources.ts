/** What stands in a synthesised template, told without the hashes of the CDK, which is not loaded for it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** What is asked of a template; the CDK's own answers it, too. */
export type Found = Pick<Template, 'findResources' | 'toJSON'>;

/** The template in the folder of a synthesised stack. */
export function foundIn(folder: string): Found {
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  const template: { readonly Resources: Record<string, Resource> } = JSON.parse(
    readFileSync(join(folder, name), 'utf8'),
  );
  return {
    toJSON: () => template,
    findResources: (type) =>
      Object.fromEntries(
        Object.entries(template.Resources).filter(([, { Type }]) => Type === type),
      ),
  };
}

/** The resources of a type by their id, told without the hash that CDK appends. */
export function resources(template: Found, type: string): Record<string, Resource> {
  const found: Record<string, Resource> = template.findResources(type) as never;
  return Object.fromEntries(Object.entries(found).map(([id, each]) => [plainId(id), each]));
}

/** All resources by their logical id. */
export function allResources(template: Found): Record<string, Resource> {
  return template.toJSON().Resources;
}

/** The properties of one resource, which has to be there. */
export function propertiesOf(template: Found, type: string, id: string): Resource['Properties'] {
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

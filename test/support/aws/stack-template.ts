/** What a template holds, as a stack has it. */
import type { ResourceState, StackState } from './state.ts';

interface Declared {
  readonly Type: string;
  readonly DeletionPolicy?: string;
}

/** Everything that is declared, by logical id; what outlives the stack by the name that it has in AWS. */
export function resourcesIn({ name, template, outputs }: StackState): Map<string, ResourceState> {
  if (name === 'CDKToolkit') return new Map();
  const { Resources } = JSON.parse(template.toString('utf8')) as {
    Resources: Record<string, Declared>;
  };
  return new Map(
    Object.entries(Resources).map(([id, { Type, DeletionPolicy = 'Delete' }]) => [
      id,
      {
        type: Type,
        physicalId: nameIn(outputs, id) ?? id,
        // RetainExceptOnCreate, too, is retained by a stack that stands.
        isRetained: DeletionPolicy !== 'Delete',
        status: 'CREATE_COMPLETE',
      },
    ]),
  );
}

function nameIn(outputs: StackState['outputs'], id: string): string | undefined {
  if (id.startsWith('SigningSecret')) return outputs.SigningSecretArn;
  if (id.startsWith('HashSecret')) return outputs.HashSecretArn;
  return id.startsWith('Table') ? outputs.TableName : undefined;
}

export function keptResources({ resources }: StackState): ResourceState[] {
  return [...resources.values()].filter(({ isRetained }) => isRetained);
}

/** The file that `paperboy deploy` has the CDK write: by the name of each stack, its outputs. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { RefusedError } from './errors.ts';
import { nearest } from './nearest.ts';

const advice = 'Write it with: npx paperboy deploy';

/** Outputs are texts, whatever stack they are of. */
const fileSchema = v.record(v.string(), v.record(v.string(), v.string()));

/** A stack by its name: the outputs that were asked for, and all that it has. */
export interface StackOutputs<Outputs> {
  readonly name: string;
  readonly outputs: Outputs;
  readonly all: Readonly<Record<string, string>>;
}

/** The outputs of `readStack`, without the name of the stack. */
export function readOutputs<Outputs extends v.GenericSchema>(
  file: string,
  schema: Outputs,
  name?: string,
): v.InferOutput<Outputs> {
  return readStack(file, schema, name).outputs;
}

/**
 * The Paperboy in the file: the stack that is named, or the only one. Throws a RefusedError that says
 * what to do when there is none, or when several are and none is named.
 */
export function readStack<Outputs extends v.GenericSchema>(
  file: string,
  schema: Outputs,
  name?: string,
): StackOutputs<v.InferOutput<Outputs>> {
  const stacks = v.safeParse(fileSchema, readJson(file));
  if (!stacks.success || Object.keys(stacks.output).length === 0) {
    throw new RefusedError(`${file} holds no outputs of a stack. ${advice}`);
  }
  const chosen = choose(file, stacks.output, schema, name);
  const all = stacks.output[chosen] ?? {};
  const outputs = v.safeParse(schema, all);
  if (outputs.success) return { name: chosen, outputs: outputs.output, all };
  const missing = outputs.issues.map((issue) => v.getDotPath(issue)).join(', ');
  throw new RefusedError(`${file} lacks ${missing} of a Paperboy stack. ${advice}`);
}

/** The only stack is taken as it is, so that what it lacks can be said. */
function choose(
  file: string,
  stacks: v.InferOutput<typeof fileSchema>,
  schema: v.GenericSchema,
  name: string | undefined,
): string {
  const names = Object.keys(stacks);
  if (name !== undefined) {
    if (Object.hasOwn(stacks, name)) return name;
    const meant = nearest(name, names);
    const hint = meant === undefined ? `It holds ${names.join(', ')}.` : `Did you mean ${meant}?`;
    throw new RefusedError(`${file} holds no stack ${name}. ${hint}`);
  }
  const ours = names.filter((each) => v.is(schema, stacks[each]));
  const [only, ...others] = names.length === 1 ? names : ours;
  if (only !== undefined && others.length === 0) return only;
  throw new RefusedError(
    only === undefined
      ? `None of the stacks in ${file} is a Paperboy: ${names.join(', ')}. ${advice}`
      : `${file} holds several. Say which with --stack: ${ours.join(', ')}`,
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new RefusedError(`${file} ${why}. ${advice}`);
  }
}

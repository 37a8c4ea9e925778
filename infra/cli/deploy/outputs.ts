/** The file of a stack's outputs, as deploying reads and writes it: it may be absent, or hold several. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import { RefusedError } from '../errors.ts';

/** The outputs of a stack, by name. */
export type Outputs = Readonly<Record<string, string>>;

const fileSchema = v.record(v.string(), v.record(v.string(), v.string()));

/** What the file says of a stack; undefined when there is no file, or it knows the stack not. */
export function outputsIn(file: string, stackName: string): Outputs | undefined {
  return all(file)[stackName];
}

/** Writes the outputs of a stack beside those of others; undefined forgets them. */
export function keepOutputs(file: string, stackName: string, outputs: Outputs | undefined): void {
  const text = JSON.stringify({ ...all(file), [stackName]: outputs }, undefined, 2);
  writeFileSync(file, `${text}\n`);
}

function all(file: string): Readonly<Record<string, Outputs>> {
  if (!existsSync(file)) return {};
  try {
    return v.parse(fileSchema, JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (!(error instanceof SyntaxError || v.isValiError(error))) throw error;
    throw new RefusedError(`${file} holds no outputs of a stack. Move it away, or name another.`);
  }
}

/**
 * cdk.json, where an installation's settings stand. What is written there keeps every other key, and
 * has beside it what it is for: JSON has no comments, so a key `// name` stands above it, which
 * nobody reads but people.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { RefusedError } from '../errors.ts';

type Context = Readonly<Record<string, unknown>>;

/** The file, and how it is changed. */
export interface CdkJson {
  /** Where the file is, and the CDK runs. */
  readonly folder: string;
  /** As it is now. */
  readonly context: () => Context;
  /** Sets names of the context; undefined takes one away. `what` says what a name is for. */
  readonly write: (changes: Context, what?: Readonly<Record<string, string>>) => void;
}

const fileSchema = v.looseObject({ context: v.looseObject({}) });

/** The folder of the clone, where the owner is elsewhere. */
const ownFolder = join(import.meta.dirname, '..', '..', '..');

/** Opens the file in the folder, or that of the clone. Throws a RefusedError when it is no JSON. */
export function openCdkJson(folder: string): CdkJson {
  const chosen = existsSync(join(folder, 'cdk.json')) ? folder : ownFolder;
  const file = join(chosen, 'cdk.json');
  const read = () => {
    try {
      return v.parse(fileSchema, JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      if (!(error instanceof SyntaxError || v.isValiError(error))) throw error;
      throw new RefusedError(`${file} is not JSON with a "context". Mend it, or take it from git.`);
    }
  };
  return {
    folder: chosen,
    context: () => read().context,
    write: (changes, what = {}) => {
      const all = read();
      const context = withChanges(all.context, changes, what);
      writeFileSync(file, `${JSON.stringify({ ...all, context }, undefined, 2)}\n`);
    },
  };
}

/** In the order in which they stand; what is new comes last. */
function withChanges(
  before: Context,
  changes: Context,
  what: Readonly<Record<string, string>>,
): Context {
  const after: Record<string, unknown> = {};
  const put = (name: string, value: unknown) => {
    if (value === undefined) return;
    const comment = what[name] ?? before[commentOf(name)];
    if (comment !== undefined) after[commentOf(name)] = comment;
    after[name] = value;
  };
  const comments = new Set(Object.keys(before).filter((name) => name.startsWith('// ')));
  for (const [name, value] of Object.entries(before)) {
    if (comments.has(name) && name.slice(3) in { ...before, ...changes }) continue;
    if (comments.has(name)) after[name] = value;
    else put(name, Object.hasOwn(changes, name) ? changes[name] : value);
  }
  for (const [name, value] of Object.entries(changes)) {
    if (!Object.hasOwn(before, name)) put(name, value);
  }
  return after;
}

function commentOf(name: string): string {
  return `// ${name}`;
}

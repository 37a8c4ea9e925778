/**
 * Bundles under the clock and chance of a trial. Each process of a trial imports its bundle anew,
 * `index.mjs?process=7`, and every chunk that is asked for from there belongs to that process, too.
 *
 * What surrounds a bundle is handed to it from outside, as AWS does: `process`, `Date` and
 * `setTimeout` are named in a line that is put in front of each file's text, and three built-in
 * modules are answered by others of the same names. That is the harness; the text itself is the one
 * that a deployment uploads. A module is never freed, so whoever runs many trials needs new
 * processes of the operating system now and then (crew.ts).
 */
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';
import type { Surroundings } from '../../functions/config/surroundings.ts';
import type { DoorDeclaration } from '../../infra/local/template/declaration.ts';

export type Handler = (event: never, context: CallContext) => Promise<unknown>;
export type CallContext = Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>;

/** What a bundle finds in place of the globals and built-in functions of Node. */
interface Own {
  readonly process: NodeJS.Process;
  readonly Date: DateConstructor;
  readonly setTimeout: (act: () => void, ms: number) => unknown;
  readonly randomUUID: () => string;
  readonly sleep: (ms: number) => Promise<void>;
}

const owns = new Map<string, Own>();
const mark = /\?process=([\w-]+)$/;

/**
 * For the first line of a bundle's file, which imports it: what surrounds its process.
 * @public
 */
export function ownOf(url: string): Own {
  const own = owns.get(mark.exec(url)?.[1] ?? '');
  if (own === undefined) throw new Error(`The trial of ${url} is over.`);
  return own;
}

export interface BundleInput {
  readonly declaration: DoorDeclaration;
  /** Names the process, unlike any other of this process of the operating system. */
  readonly id: string;
  readonly surroundings: Surroundings;
  /** For tests of the verdict: makes the text of a file another one. */
  readonly rewrite?: ((text: string) => string) | undefined;
}

const rewrites = new Map<string, (text: string) => string>();

/** Starts the bundle as its own process: loads the handler that the template names. */
export async function startBundle(input: BundleInput): Promise<Handler> {
  const { declaration, id, surroundings, rewrite } = input;
  owns.set(id, ownIn(surroundings));
  if (rewrite !== undefined) rewrites.set(id, rewrite);
  const [module = '', exported = ''] = declaration.handler.split('.');
  const { href } = pathToFileURL(join(declaration.assetFolder, `${module}.mjs`));
  const loaded: Readonly<Record<string, Handler>> = await import(`${href}?process=${id}`);
  const handler = loaded[exported];
  if (handler === undefined) throw new Error(`${exported} is undefined or not exported`);
  return handler;
}

/** Forgets what surrounds a process that will never be called again. */
export function forgetBundle(id: string): void {
  owns.delete(id);
  rewrites.delete(id);
}

/**
 * Time-outs of the wire do not come by the clock of this machine, which may be slow: the gate
 * answers, resets or stalls each call as the trial has it.
 */
const patience = 1_000;

function ownIn({ env, now, randomId, sleep, write }: Surroundings): Own {
  const stdout = { write: (text: string) => write(text.trimEnd()) };
  return {
    process: Object.create(process, { env: { value: env }, stdout: { value: stdout } }),
    Date: dateOf(now),
    setTimeout: (act, ms) => {
      if (ms === 0) return queueMicrotask(act);
      return setTimeout(act, Math.min(ms * patience, timeoutMsMax)).unref();
    },
    randomUUID: randomId,
    sleep,
  };
}

/** What Node's timers take. */
const timeoutMsMax = 2 ** 31 - 1;

function dateOf(now: () => number): DateConstructor {
  return class extends Date {
    constructor(...given: [] | [string | number | Date]) {
      if (given.length === 0) super(now());
      else super(...(given as ConstructorParameters<DateConstructor>));
    }
    static override now(): number {
      return now();
    }
  } as DateConstructor;
}

const imported = `import{ownOf as $own}from${JSON.stringify(import.meta.url)};`;

/** What of Node's own modules is another thing for a bundle; the rest of them is as it is. */
const answers: Readonly<Record<string, string>> = {
  'node:crypto':
    "export{default}from'node:crypto';const{randomUUID}=$own(import.meta.url);export{randomUUID};",
  'node:timers/promises': 'const{sleep}=$own(import.meta.url);export{sleep as setTimeout};',
  'node:process':
    'const{process}=$own(import.meta.url);export default process;export const{env}=process;',
};

registerHooks({
  resolve: (specifier, context, next) => {
    const { parentURL = '' } = context;
    const [query] = mark.exec(parentURL) ?? [];
    if (query === undefined || !parentURL.startsWith('file:')) return next(specifier, context);
    if (answers[specifier] !== undefined) {
      return { url: `own:${specifier}${query}`, shortCircuit: true };
    }
    const resolved = next(specifier, context);
    return specifier.startsWith('.') ? { ...resolved, url: resolved.url + query } : resolved;
  },
  load: (url, context, next) => {
    const [query = '', id = ''] = mark.exec(url) ?? [];
    if (id === '') return next(url, context);
    if (url.startsWith('own:')) {
      const name = url.slice('own:'.length, -query.length);
      const text = `${imported}export * from'${name}';${answers[name]}`;
      return { format: 'module', source: text, shortCircuit: true };
    }
    const loaded = next(url, context);
    const text = String(loaded.source);
    const own = 'const{process,Date,setTimeout}=$own(import.meta.url);';
    return { ...loaded, source: imported + own + (rewrites.get(id)?.(text) ?? text) };
  },
});

/**
 * Bundles every door into a folder of its own: `dist/<door>/index.mjs`, and beside it what is loaded
 * when it is needed. Code of others goes in as it is, so that what is deployed is what was tested.
 * Run before each synth (see "build" in cdk.json).
 */
import { realpathSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { packedWords } from './packed-words.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where the cloud template looks for the doors. */
export const bundlesFolder = join(root, 'dist');

/** A door's bundle: its files, and their sizes in bytes. */
export interface Bundle {
  readonly door: string;
  readonly files: readonly BundleFile[];
}

/** One file of a door's folder. */
export interface BundleFile {
  readonly name: string;
  readonly bytes: number;
  /** Whether it is loaded when the door starts, or only once it is asked for. */
  readonly atStart: boolean;
  /** Every file that went into it, relative to the repository. */
  readonly inputs: readonly string[];
}

/** Bundles all doors into a folder, which is emptied first. */
export async function bundleDoors(folder: string): Promise<Bundle[]> {
  await rm(folder, { recursive: true, force: true });
  const doors = await listDoors();
  return Promise.all(doors.map((door) => bundleDoor(door, join(folder, door))));
}

/** One build a door: its folder must hold every piece that it may ask for, and no other. */
async function bundleDoor(door: string, folder: string): Promise<Bundle> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { index: `lambda:${door}` },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported when it is needed becomes a file of its own, and is not loaded before.
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // ES modules first: what is not used of them is left out.
    mainFields: ['module', 'main'],
    // hono-openapi asks for the library of whatever schemas it is shown, and ours are of valibot.
    external: ['zod'],
    minify: true,
    // Words in many languages as they are: escaped, they are twice as long.
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    plugins: [lambdaEntry, builtInHttp, packedWords],
    // CommonJS packages call require for what Node brings.
    banner: {
      js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);",
    },
  });
  return { door, files: describe(metafile) };
}

/** The doors: every TypeScript file directly in functions/. */
export async function listDoors(): Promise<string[]> {
  const files = await readdir(join(root, 'functions'), { withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name.endsWith('.ts'))
    .map((file) => basename(file.name, '.ts'))
    .sort();
}

function describe({ outputs }: Metafile): BundleFile[] {
  const started = startedOf(outputs);
  return Object.entries(outputs).map(([path, { bytes, inputs }]) => ({
    name: basename(path),
    bytes,
    atStart: started.has(path),
    inputs: Object.keys(inputs),
  }));
}

/** The entry, and what is imported from there by statement and so before it runs. */
function startedOf(outputs: Metafile['outputs']): ReadonlySet<string> {
  const isEntry = (path: string) => outputs[path]?.entryPoint?.startsWith('lambda:') === true;
  const started = new Set(Object.keys(outputs).filter(isEntry));
  for (const path of started) {
    for (const { path: next, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[next] !== undefined) started.add(next);
    }
  }
  return started;
}

/** What Lambda calls: the door, opened on what surrounds it there. */
const lambdaEntry: Plugin = {
  name: 'lambda-entry',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^lambda:/ }, ({ path }) => ({
      path: path.replace('lambda:', ''),
      namespace: 'lambda',
    }));
    onLoad({ filter: /.*/, namespace: 'lambda' }, ({ path }) => ({
      contents:
        `import { open } from './functions/${path}.ts';` +
        "import { inLambda } from './infra/cloud/lambda.ts';" +
        'export const handler = inLambda(open);',
      resolveDir: root,
    }));
  },
};

/**
 * An `import` of node:http copies all that it exports and so runs its lazy getters, which load the
 * whole of the undici that Node brings: 35 ms before the first letter (nodejs/node#59686). This
 * gets the very same module as a built-in, where a getter runs when it is asked for. It is about
 * Node's module alone: nobody's code is changed or left out, and nothing behaves differently.
 */
const builtInHttp: Plugin = {
  name: 'built-in-http',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?https?$/ }, ({ path }) => ({
      path: path.replace('node:', ''),
      namespace: 'built-in',
    }));
    onLoad({ filter: /.*/, namespace: 'built-in' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
  },
};

/** Not import.meta.main, which Node 22 does not know. */
const [, script] = process.argv;
if (script !== undefined && realpathSync(script) === import.meta.filename) {
  for (const { door, files } of await bundleDoors(bundlesFolder)) {
    const [start, later] = [true, false].map((atStart) => kilobytes(files, atStart));
    process.stdout.write(`${door.padEnd(8)}${start} KB at start${later} KB when needed\n`);
  }
}

function kilobytes(files: readonly BundleFile[], atStart: boolean): string {
  const bytes = files.filter((file) => file.atStart === atStart).map((file) => file.bytes);
  return (bytes.reduce((sum, each) => sum + each, 0) / 1000).toFixed(0).padStart(6);
}

/**
 * Bundles every door into one file, `dist/<door>/index.mjs`, the way that starts fastest in Lambda.
 * Run before each synth (see "build" in cdk.json).
 */
import { realpathSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { leftOut } from './left-out.ts';
import { packedWords } from './packed-words.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where the cloud template looks for the doors. */
export const bundlesFolder = join(root, 'dist');

export interface Bundle {
  readonly door: string;
  readonly bytes: number;
  /** Every file that went into it, relative to the repository. */
  readonly inputs: readonly string[];
}

/** Bundles all doors into a folder, which is emptied first. */
export async function bundleDoors(folder: string): Promise<Bundle[]> {
  const doors = await listDoors();
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(doors.map((door) => [`${door}/index`, `lambda:${door}`])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // ES modules first: what is not used of them is left out.
    mainFields: ['module', 'main'],
    minify: true,
    // Words in many languages as they are: escaped, they are twice as long.
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    plugins: [lambdaEntry, requireHttp, environmentCredentials, leftOut, packedWords],
    // CommonJS packages call require for what Node brings.
    banner: {
      js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);",
    },
  });
  return describe(metafile);
}

/** The doors: every TypeScript file directly in functions/. */
export async function listDoors(): Promise<string[]> {
  const files = await readdir(join(root, 'functions'), { withFileTypes: true });
  return files
    .filter((file) => file.isFile() && file.name.endsWith('.ts'))
    .map((file) => basename(file.name, '.ts'))
    .sort();
}

function describe({ outputs }: Metafile): Bundle[] {
  return Object.values(outputs).map(({ entryPoint = '', bytes, inputs }) => ({
    door: entryPoint.slice(entryPoint.lastIndexOf(':') + 1),
    bytes,
    inputs: Object.keys(inputs),
  }));
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
 * Importing node:http runs its lazy getters, which load the whole of undici: 35 ms at every cold
 * start (nodejs/node#59686). Getting it as a built-in does not.
 */
const requireHttp: Plugin = {
  name: 'require-http',
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

/**
 * A Lambda finds its credentials in the environment and nowhere else. Without the other sources
 * (files, SSO, the metadata service) a bundle is 130 KB smaller and starts 20 ms sooner.
 */
const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: 'environment',
      namespace: 'credentials',
    }));
    onLoad({ filter: /.*/, namespace: 'credentials' }, () => ({
      contents:
        "import { fromEnv } from '@aws-sdk/credential-provider-env';" +
        'export const defaultProvider = () => fromEnv();',
      resolveDir: root,
    }));
  },
};

/** Not import.meta.main, which Node 22 does not know. */
const [, script] = process.argv;
if (script !== undefined && realpathSync(script) === import.meta.filename) {
  for (const { door, bytes } of await bundleDoors(bundlesFolder)) {
    process.stdout.write(`${door.padEnd(8)}${(bytes / 1000).toFixed(0).padStart(6)} KB\n`);
  }
}

/** Makes the template that the stage runs from, once for each state of what it is made of. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { dayMs } from '../../../functions/config/time.ts';

/** `source`: only the template is wanted. `shipped`: with the bundles that a deployment uploads. */
export type Code = 'source' | 'shipped';

/** Settings of cdk.json that are others on a stage. */
export type Context = Readonly<Record<string, unknown>>;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const keptByDefault = join(root, 'node_modules', '.cache', 'paperboy');
const keptDays = 14;

/** The region that the stack is for. */
export function regionOf(context: Context): string {
  return String({ ...cdkJson.context, ...context }.region);
}

/**
 * The folder of a synthesised stack, made anew only when something has changed that it is made of.
 * Rejects with what the CDK says when the stack cannot be made. `onMaking` is called before the
 * seconds that making takes. Stacks are kept in `kept`, each for a fortnight.
 */
export async function synthesise(
  code: Code,
  context: Context = {},
  onMaking = () => {},
  kept = keptByDefault,
): Promise<string> {
  const all = { ...cdkJson.context, ...context, 'aws:cdk:enable-path-metadata': true };
  const sources = code === 'source' ? await importedBy('infra/cloud/app.ts') : await deployed();
  const folder = join(kept, `${code}-${await hashOf(sources, all)}`);
  return keptOrMade(folder, async (made) => {
    onMaking();
    await forgetOld(kept);
    const bundles =
      code === 'shipped'
        ? // Settings change no bundle, and to make them takes longest.
          await keptOrMade(join(kept, `bundles-${await hashOf(sources)}`), bundleInto)
        : await standIns(`${made}-bundles`);
    await runApp({ ...all, bundles }, made);
  });
}

/** The folder, made when it is not there yet: beside it first, so that nobody finds half of it. */
async function keptOrMade(
  folder: string,
  make: (folder: string) => Promise<unknown>,
): Promise<string> {
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    await make(join(work, 'made'));
    if (!existsSync(folder)) renameSync(join(work, 'made'), folder);
  } catch (error) {
    // Another process may have been quicker.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** The doors as they are deployed. */
async function bundleInto(folder: string): Promise<void> {
  const { bundleDoors } = await import('../../cloud/bundle.ts');
  await bundleDoors(folder);
}

/** Something in the place of the doors, where only the template counts. */
async function standIns(folder: string): Promise<string> {
  const { listDoors } = await import('../../cloud/bundle.ts');
  for (const door of await listDoors()) {
    mkdirSync(join(folder, door), { recursive: true });
    writeFileSync(join(folder, door, 'index.mjs'), `// ${door} runs from source.\n`);
  }
  return folder;
}

/** In a process of its own: the CDK is large, and the stage has no use for it later. */
async function runApp(context: Context, outdir: string): Promise<void> {
  const app = spawn(process.execPath, [join(root, 'infra/cloud/app.ts')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_OUTDIR: outdir,
      // `npm run synth` and the tests check it; for a look at the template that takes too long.
      CDK_VALIDATION: 'false',
    },
  });
  let said = '';
  app.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [exitCode] = await once(app, 'close');
  if (exitCode !== 0) throw new Error(`The stack could not be synthesised. ${said}`);
}

/** What a file imports from this repository; the text of a bundle's entry is none of it. */
const imports = /^(?:import|export)\s[^'"`;]*?'(\.{1,2}\/[^']+)'/gm;

/** A file and all that it imports from this repository, as paths from its root. */
async function importedBy(entry: string, found = new Set<string>()): Promise<string[]> {
  if (found.has(entry)) return [];
  found.add(entry);
  if (entry.endsWith('.ts')) {
    const text = await readFile(join(root, entry), 'utf8');
    for (const [, from = ''] of text.matchAll(imports)) {
      await importedBy(relative(root, resolve(root, dirname(entry), from)), found);
    }
  }
  return [...found, 'package-lock.json'].sort();
}

/** Everything that may go into a bundle. */
async function deployed(): Promise<string[]> {
  const folders = ['functions', 'templates', 'infra/cloud'];
  const files = await Promise.all(
    folders.map((folder) =>
      readdir(join(root, folder), { recursive: true, withFileTypes: true }).then((entries) =>
        entries
          .filter((entry) => entry.isFile())
          .map((entry) => relative(root, join(entry.parentPath, entry.name))),
      ),
    ),
  );
  return [...files.flat(), 'package-lock.json'].sort();
}

async function hashOf(files: readonly string[], context: Context = {}): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(context));
  for (const file of files) hash.update(`\n${file}\n`).update(await readFile(join(root, file)));
  return hash.digest('hex').slice(0, 24);
}

async function forgetOld(kept: string): Promise<void> {
  const oldest = Date.now() - keptDays * dayMs;
  for (const name of await readdir(kept)) {
    const folder = join(kept, name);
    if (statSync(folder).mtimeMs < oldest) rmSync(folder, { recursive: true, force: true });
  }
}

/** The MJML sources, and what they are at the moment. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where templates and programs are. */
export const templatesFolder = fileURLToPath(new URL('.', import.meta.url));

/** SHA-256 over the names and bytes of all MJML sources and of this compiler. */
export async function sourcesHash(): Promise<string> {
  const parts = (await mjmlFilesIn(join(templatesFolder, 'parts'))).map((name) =>
    join('parts', name),
  );
  const hash = createHash('sha256');
  for (const name of [
    'compile.ts',
    'sources.ts',
    ...(await mjmlFilesIn(templatesFolder)),
    ...parts,
  ]) {
    const bytes = await readFile(join(templatesFolder, name));
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** The names of the MJML files directly in a folder, in order. */
export async function mjmlFilesIn(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => name.endsWith('.mjml')).sort();
}

/** A template that was edited is compiled before the doors are opened: edit, start, look. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sourcesHash, templatesFolder } from '../../templates/sources.ts';

/** Compiles the templates if their sources are not those of programs.json. */
export async function refreshTemplates(): Promise<void> {
  const programs = await readFile(join(templatesFolder, 'programs.json'), 'utf8');
  if (JSON.parse(programs).hash === (await sourcesHash())) return;
  const { writePrograms } = await import('../../templates/compile.ts');
  await writePrograms();
}

/** Files to import, one after the other: from folders too, however many there are. */
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { decode } from '../../functions/feed/read/decode.ts';

/** What can be imported, and what a file of it holds. */
export const importKinds = { opml: 'feed', archive: 'item' } as const;
/** What kind of file an import reads. */
export type ImportKind = keyof typeof importKinds;

/** A file as the import sees it. */
export type ImportFile =
  | { readonly kind: ImportKind; readonly path: string; readonly text: string }
  | { readonly kind: 'refused'; readonly path: string; readonly reason: string };

/** Where the files of one kind go. */
export interface Import {
  /** Takes one file in; says what of it was refused, and why. */
  readonly take: (text: string) => Promise<readonly string[]>;
  /** Stores what has not been stored yet, and tells how it went. */
  readonly finish: () => Promise<{ readonly added: number; readonly known: number }>;
}

const fileBytesMax = 20_000_000;
const headChars = 4_000;
const depthMax = 20;

/** What each file is, told by its content. Folders are walked by name; hidden files left alone. */
export async function* readImports(
  paths: readonly string[],
  folder: string,
): AsyncGenerator<ImportFile> {
  for (const path of paths) yield* readPath(path, resolve(folder, path), 0);
}

async function* readPath(shown: string, path: string, depth: number): AsyncGenerator<ImportFile> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) {
    yield { kind: 'refused', path: shown, reason: 'There is no such file.' };
  } else if (!facts.isDirectory()) {
    yield await readOne(shown, path, facts.size);
  } else if (depth === depthMax) {
    yield { kind: 'refused', path: shown, reason: 'Its folders lie too deep.' };
  } else {
    for (const name of await namesIn(path)) {
      yield* readPath(join(shown, name), join(path, name), depth + 1);
    }
  }
}

/** In a fixed order; a link to a folder could lead round in circles. */
async function namesIn(path: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() || entry.isDirectory());
  return files
    .map((entry) => entry.name)
    .filter((name) => !name.startsWith('.'))
    .sort();
}

async function readOne(shown: string, path: string, bytes: number): Promise<ImportFile> {
  if (bytes > fileBytesMax) {
    return { kind: 'refused', path: shown, reason: 'It is too large: 20 MB at most.' };
  }
  try {
    return recognise(shown, await decode(await readFile(path)));
  } catch {
    return { kind: 'refused', path: shown, reason: 'It cannot be read.' };
  }
}

/** OPML by its root element, an archive item by its first line. */
function recognise(path: string, text: string): ImportFile {
  const head = text.slice(0, headChars);
  if (/^\s*<!--\s*-?\d+\s*-->/.test(head)) return { kind: 'archive', path, text };
  if (/<opml[\s>]/i.test(head)) return { kind: 'opml', path, text };
  const reason = 'It is neither OPML nor an archive item beginning with <!--milliseconds-->.';
  return { kind: 'refused', path, reason };
}

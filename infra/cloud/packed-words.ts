/** The words of the pages, packed: in eight languages they were a fifth of what a visitor waits for. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

const folder = fileURLToPath(new URL('../../templates/words/site/', import.meta.url));

/** Puts all of them into the bundle as one Brotli in base64; unpacking takes a millisecond. */
export const packedWords: Plugin = {
  name: 'packed-words',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]templates[\\/]words[\\/]site[\\/][\w-]+\.json$/ }, ({ path }) => ({
      contents: `import all from 'packed-words'; export default all['${basename(path)}'];`,
      loader: 'js',
    }));
    onResolve({ filter: /^packed-words$/ }, ({ path }) => ({ path, namespace: 'packed' }));
    onLoad({ filter: /.*/, namespace: 'packed' }, () => ({
      contents:
        "import { brotliDecompressSync } from 'node:zlib';" +
        `export default JSON.parse(brotliDecompressSync(Buffer.from('${packed()}', 'base64')));`,
    }));
  },
};

function packed(): string {
  const files = readdirSync(folder).map((name) => [
    name,
    JSON.parse(readFileSync(join(folder, name), 'utf8')),
  ]);
  return brotliCompressSync(JSON.stringify(Object.fromEntries(files))).toString('base64');
}

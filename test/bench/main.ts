/** `npm run bench -- NAME`: measures one part and prints the figures. They are no tests. */
import { existsSync } from 'node:fs';

const [name = ''] = process.argv.slice(2);
const file = new URL(`./${name}.ts`, import.meta.url);
if (!/^[a-z]+$/.test(name) || name === 'main' || !existsSync(file)) {
  throw new Error(`There is no benchmark "${name}".`);
}
const { run } = (await import(file.href)) as { run: () => Promise<void> };
await run();

/** `paperboy`: the owner's command. Only here is anything printed. */
import { createInterface } from 'node:readline/promises';
import { dispatch } from './dispatch.ts';

const columnsByDefault = 80;
const columnsMin = 60;
const columnsMax = 160;

/** Over the line before; what is said in the end begins on a clear line. */
const overwrite = (text: string) => process.stderr.write(`\r\x1b[K${text}`);

const { exitCode, out, err } = await dispatch(process.argv.slice(2), {
  columns: Math.min(columnsMax, Math.max(columnsMin, process.stdout.columns ?? columnsByDefault)),
  folder: folderOfOwner(),
  ...(process.stderr.isTTY ? { progress: overwrite } : {}),
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
});
if (process.stderr.isTTY) overwrite('');
// `paperboy … | head` stops listening early, which is no failure of ours.
process.stdout.on('error', () => {});
if (out.length > 0) process.stdout.write(`${out.join('\n')}\n`);
if (err.length > 0) process.stderr.write(`${err.join('\n')}\n`);
process.exitCode = exitCode;

/** Whatever is not a plain yes is a no, the end of what is typed included. */
async function ask(question: string): Promise<boolean> {
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => {
    asked.once('close', () => resolve(''));
  });
  const answer = await Promise.race([asked.question(question), ended]);
  asked.close();
  return /^y(?:es)?$/i.test(answer.trim());
}

/** npm runs scripts in the package's folder and notes where the owner was. */
function folderOfOwner(): string {
  const isRunByNpm = process.env.npm_lifecycle_event === 'paperboy';
  return (isRunByNpm ? process.env.INIT_CWD : undefined) ?? process.cwd();
}

/** `paperboy`: the owner's command. Only here is anything printed. */
import { dispatch } from './dispatch.ts';
import { openTerminal } from './terminal.ts';

const columnsByDefault = 80;
const columnsMin = 60;
const columnsMax = 160;

/** Over the line before; what is said in the end begins on a clear line. */
const overwrite = (text: string) => process.stderr.write(`\r\x1b[K${text}`);

const terminal = openTerminal();
const { exitCode, out, err } = await dispatch(process.argv.slice(2), {
  columns: Math.min(columnsMax, Math.max(columnsMin, process.stdout.columns ?? columnsByDefault)),
  folder: folderOfOwner(),
  terminal,
  ...(process.stderr.isTTY ? { progress: overwrite } : {}),
});
terminal.close();
if (process.stderr.isTTY) overwrite('');
// `paperboy … | head` stops listening early, which is no failure of ours.
process.stdout.on('error', () => {});
if (out.length > 0) process.stdout.write(`${out.join('\n')}\n`);
if (err.length > 0) process.stderr.write(`${err.join('\n')}\n`);
process.exitCode = exitCode;

/** npm runs scripts in the package's folder and notes where the owner was. */
function folderOfOwner(): string {
  const isRunByNpm = process.env.npm_lifecycle_event === 'paperboy';
  return (isRunByNpm ? process.env.INIT_CWD : undefined) ?? process.cwd();
}

/** The owner at the terminal: what is said to them, what they answer, programs that run there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Terminal } from './command.ts';

/** Speaks on stdout and asks on stderr, so that what is said can be kept in a file. */
export function openTerminal(): Terminal & { readonly close: () => void } {
  const { stdin, stderr, stdout } = process;
  let piped: ReturnType<typeof openPipe> | undefined;
  return {
    say: (line) => void stdout.write(`${line}\n`),
    ask: async (question) => {
      if (stdin.isTTY) return askHere(`${question} `);
      stderr.write(`${question} `);
      piped ??= openPipe();
      return piped.next();
    },
    run: async ({ file, args, folder, env }) => {
      const child = spawn(file, args, {
        cwd: folder,
        env: { ...process.env, ...env },
        // What the owner types is for us.
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      const [exitCode] = await once(child, 'close');
      return typeof exitCode === 'number' ? exitCode : 1;
    },
    close: () => piped?.close(),
  };
}

/** Only while it asks are keys ours: at other times Ctrl-C ends us with the program that runs. */
function askHere(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.once('SIGINT', () => {
      lines.close();
      process.kill(process.pid, 'SIGINT');
    });
    lines.once('close', () => resolve(undefined));
    lines.question(question, (answer) => {
      resolve(answer.trim());
      lines.close();
    });
  });
}

/** Lines that come before they are asked for wait for their question. */
function openPipe() {
  const lines = createInterface({ input: process.stdin });
  const each = lines[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { value, done } = await each.next();
      return done === true ? undefined : value.trim();
    },
    close: () => lines.close(),
  };
}

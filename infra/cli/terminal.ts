/** The owner at the terminal: what is said to them, what they answer, programs that run there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { Terminal } from './command.ts';

/** Speaks on stdout and asks on stderr, so that what is said can be kept in a file. */
export function openTerminal(): Terminal & { readonly close: () => void } {
  let reader: Reader | undefined;
  return {
    say: (line) => void process.stdout.write(`${line}\n`),
    ask: async (question) => {
      reader ??= openReader();
      prompt(reader, `${question} `);
      const { value, done } = await reader.each.next();
      return done === true ? undefined : value.trim();
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
    close: () => reader?.lines.close(),
  };
}

interface Reader {
  readonly lines: Interface;
  isEnded: boolean;
  readonly each: AsyncIterator<string>;
}

/** Lines that come before they are asked for, as through a pipe, wait for their question. */
function openReader(): Reader {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const reader = { lines, isEnded: false, each: lines[Symbol.asyncIterator]() };
  lines.once('close', () => {
    reader.isEnded = true;
  });
  return reader;
}

/** What came through a pipe that has ended may still have answers. */
function prompt({ lines, isEnded }: Reader, question: string): void {
  if (isEnded) {
    process.stderr.write(question);
    return;
  }
  lines.setPrompt(question);
  lines.prompt();
}

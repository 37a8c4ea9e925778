/** From the words of a command line to what is to be printed. Nothing is printed here. */
import { cleanFile } from './clean.ts';
import type { Answer, Command, Screen } from './command.ts';
import { type Connection, connect } from './connection.ts';
import { now } from './digest-now.ts';
import { preview } from './digest-preview.ts';
import { editionsCommands } from './editions.ts';
import { RefusedError, UsageError } from './errors.ts';
import { feedsCommands } from './feeds.ts';
import { commandHelp, commandsHelp } from './help-text.ts';
import { nearest } from './nearest.ts';
import { newsletterCommands } from './newsletter.ts';
import { readersCommands } from './readers.ts';
import { sendingCommands } from './sending.ts';
import { status } from './status.ts';
import { subscribersCommands } from './subscribers.ts';

export interface Printed {
  /** 0: done, 1: refused or failed, 2: not understood. */
  readonly exitCode: 0 | 1 | 2;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

const commands: readonly Command[] = [
  ...newsletterCommands,
  ...feedsCommands,
  ...subscribersCommands,
  ...readersCommands,
  ...editionsCommands,
  ...sendingCommands,
  preview,
  now,
  cleanFile,
  status,
];

/** Runs one command line. Bugs throw; whatever the owner can mend is among what is printed. */
export async function dispatch(args: readonly string[], screen: Screen): Promise<Printed> {
  try {
    return await run(args, screen);
  } catch (error) {
    if (error instanceof UsageError) return { exitCode: 2, out: [], err: [error.message] };
    const failure = error instanceof RefusedError ? error.message : failureOf(error);
    if (failure === undefined) throw error;
    return { exitCode: 1, out: [], err: [failure] };
  }
}

async function run(args: readonly string[], screen: Screen): Promise<Printed> {
  const words = optionsLast(args[0] === 'help' ? [...args.slice(1), '--help'] : args);
  const firstOption = words.findIndex((word) => word.startsWith('-'));
  const named = firstOption < 0 ? words : words.slice(0, firstOption);
  const found = findCommand(named);
  if (found === undefined) return generalHelp(words, named, screen);
  const reading = found.read(words.slice(found.name.split(' ').length));
  if (reading.isHelpWanted) return said(commandHelp(found, screen.columns));
  let connection: Connection | undefined;
  const open = async () => {
    connection = await connect(reading.place, screen.folder);
    return connection;
  };
  try {
    return printed(await reading.run(screen, open), reading.isJsonWanted);
  } finally {
    connection?.close();
  }
}

/** `paperboy --outputs FILE status` is `paperboy status --outputs FILE`. */
function optionsLast(words: readonly string[]): readonly string[] {
  const [option = '', ...rest] = words;
  if (/^--(data|outputs|stack)=/.test(option)) return [...optionsLast(rest), option];
  if (!['--data', '--outputs', '--stack'].includes(option)) return words;
  return [...optionsLast(rest.slice(1)), option, ...rest.slice(0, 1)];
}

function findCommand([noun, verb]: readonly string[]): Command | undefined {
  return commands.find(({ name }) => name === `${noun} ${verb}` || name === noun);
}

function printed(answer: Answer, isJsonWanted: boolean): Printed {
  return {
    exitCode: answer.isRefused === true ? 1 : 0,
    out: isJsonWanted ? [JSON.stringify(answer.json, undefined, 2)] : answer.lines,
    err: answer.notes ?? [],
  };
}

function said(lines: readonly string[]): Printed {
  return { exitCode: 0, out: lines, err: [] };
}

function generalHelp(
  words: readonly string[],
  [noun, verb]: readonly string[],
  { columns }: Screen,
): Printed {
  if (noun === undefined) {
    const unknown = words.find((word) => word.startsWith('-') && word !== '--help');
    if (unknown !== undefined) throw new UsageError('Name the command first: paperboy --help');
  }
  const group = commands.filter(({ name }) => noun === undefined || name.startsWith(`${noun} `));
  if (group.length === 0) throw new UsageError(unknownNoun(noun ?? ''));
  if (verb !== undefined) throw new UsageError(unknownVerb(noun ?? '', verb, group));
  const help = commandsHelp(group, columns);
  return words.includes('--help') ? said(help) : { exitCode: 2, out: [], err: help };
}

function unknownNoun(noun: string): string {
  const nouns = [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))];
  const meant = nearest(noun, nouns);
  return `There is no command ${noun}.${hint(meant)}`;
}

function unknownVerb(noun: string, verb: string, group: readonly Command[]): string {
  const verbs = group.map(({ name }) => name.split(' ')[1] ?? '');
  const meant = nearest(verb, verbs);
  if (meant !== undefined) return `There is no command ${noun} ${verb}.${hint(`${noun} ${meant}`)}`;
  return `There is no command ${noun} ${verb}. There is: ${verbs.join(', ')}.`;
}

function hint(meant: string | undefined): string {
  return meant === undefined
    ? ' paperboy --help shows all of them.'
    : ` Did you mean paperboy ${meant}?`;
}

/** What AWS or the network said; undefined when it is a bug of our own. */
function failureOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const isCredentials = error.name === 'CredentialsProviderError';
  if (isCredentials) return `AWS does not know who you are: ${error.message}`;
  if ('$metadata' in error) return `AWS refused: ${error.name}: ${error.message}`;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^E[A-Z]+$/.test(code)
    ? `It could not be reached or read: ${error.message || code}`
    : undefined;
}

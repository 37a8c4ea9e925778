/**
 * Reads a command line by the descriptions of the commands. Parsing, help and what was probably
 * meant are commander's; the words in which a slip is told are ours.
 */
import { CommanderError, Help, Command as Parser } from 'commander';
import { alarmHelp } from './alarm-help.ts';
import { type Command, commonOptions, type Given, type Option } from './command.ts';
import type { Place } from './connection.ts';
import { UsageError } from './errors.ts';
import { suggested } from './nearest.ts';

const footer =
  'paperboy COMMAND --help tells more about one of them, paperboy help alarms what to do when an ' +
  'alarm rings. It speaks to the Paperboy that runs on ' +
  'this machine (npm start), or to a stack in AWS with --outputs FILE. Exit code 0: done, ' +
  '1: refused or failed, 2: not understood.';

/** A command line that was understood, or one that asks for help or needs it. */
export type CommandLine =
  | { readonly kind: 'help'; readonly lines: readonly string[]; readonly isAsked: boolean }
  | {
      readonly kind: 'command';
      readonly command: Command;
      readonly given: Given;
      readonly place: Place;
    };

/** Reads the words after `paperboy`; throws a UsageError that says what is wrong with them. */
export function readLine(
  words: readonly string[],
  commands: readonly Command[],
  columns: number,
): CommandLine {
  const [first, ...named] = words;
  const alarm = first === 'help' ? alarmHelp(named, columns) : undefined;
  if (alarm !== undefined) return { kind: 'help', lines: alarm, isAsked: true };
  const help: string[] = [];
  const root = rootParser(columns, (text) => help.push(text));
  let read: CommandLine | undefined;
  for (const command of commands) {
    addCommand(root, command, (given) => {
      const { data, outputs, stack } = root.opts<Partial<Place>>();
      read = { kind: 'command', command, given, place: { data, outputs, stack } };
    });
  }
  const isAsked = parse(root, first === 'help' ? [...named, '--help'] : words);
  return read ?? { kind: 'help', lines: help.join('').trimEnd().split('\n'), isAsked };
}

/** Whether it came to its end, or to help that was asked for. */
function parse(root: Parser, words: readonly string[]): boolean {
  try {
    root.parse(words, { from: 'user' });
    return true;
  } catch (error) {
    if (error instanceof CommanderError) return error.code === 'commander.helpDisplayed';
    throw error;
  }
}

/** What it is told here holds for the parsers of all commands, which are made from it. */
function rootParser(columns: number, write: (text: string) => void): Parser {
  const root = new Parser('paperboy')
    .usage('COMMAND [options]')
    .helpOption('--help', 'this text')
    .addHelpText('after', `\n${new Help().boxWrap(footer, columns)}`)
    .helpCommand(false)
    .exitOverride((error) => complain(root, error))
    .configureOutput({
      writeOut: write,
      writeErr: write,
      outputError: () => {},
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
    })
    .configureHelp({
      minWidthToWrap: 20,
      showGlobalOptions: true,
      subcommandTerm: termOf,
      optionTerm: ({ flags }) => flags.replace(/[<>]/g, ''),
      formatHelp: (parser, help) => {
        // Here only: what was probably meant is one of the next words.
        help.visibleCommands = leavesOf;
        return Help.prototype.formatHelp.call(help, parser, help);
      },
    });
  for (const [name, option] of Object.entries(commonOptions)) addOption(root, name, option);
  return root;
}

/** All commands with all their words. */
function leavesOf({ commands }: Parser): Parser[] {
  return commands.flatMap((each) => (each.commands.length === 0 ? each : leavesOf(each)));
}

/** `feeds add` is the parser `add` of the parser `feeds`. */
function addCommand(root: Parser, command: Command, then: (given: Given) => void): void {
  const words = command.name.split(' ');
  const parser = addParser(words.slice(0, -1).reduce(nounOf, root), words.at(-1) ?? '');
  const values = new Map<string, Value>();
  for (const taken of command.takes) {
    parser.argument(taken.startsWith('[') ? taken : `<${taken}>`);
  }
  for (const [name, option] of Object.entries(command.options)) {
    addOption(parser, name, option);
    // Not by what commander makes of the names: to it --no-images is the opposite of --images.
    parser.on(`option:${name}`, (text?: string) => {
      values.set(name, readValue(option, text, values.get(name)));
    });
  }
  parser
    .usage([...command.takes, '[options]'].join(' '))
    .summary(command.summary)
    .description([`${command.summary}.`, command.details.join(' ')].join('\n').trimEnd())
    .action(() => then({ values: Object.fromEntries(values), args: parser.args }));
}

type Value = Given['values'][string];

function readValue({ multiple }: Option, text: string | undefined, before: Value = []): Value {
  if (text === undefined) return true;
  return multiple === true && typeof before === 'object' ? [...before, text] : text;
}

function nounOf(root: Parser, noun: string): Parser {
  const known = root.commands.find((each) => each.name() === noun);
  return known ?? addParser(root, noun).usage('COMMAND [options]');
}

function addParser(parent: Parser, name: string): Parser {
  const parser: Parser = parent.command(name).helpCommand(false);
  return parser.exitOverride((error) => complain(parser, error));
}

function addOption(parser: Parser, name: string, { value, help, multiple }: Option): void {
  const flags = value === undefined ? `--${name}` : `--${name} <${value}>`;
  parser.option(flags, multiple === true ? `${help}; may be repeated` : help);
}

function termOf(parser: Parser): string {
  const takes = parser.usage().replace(/ ?\[options\]$/, '');
  return `${nameOf(parser)} ${takes}`.trimEnd();
}

/** `feeds add`; nothing for the command as a whole. */
function nameOf(parser: Parser): string {
  if (parser.parent === null) return '';
  return `${nameOf(parser.parent)} ${parser.name()}`.trimStart();
}

/** Help is passed on unless there is nothing to help with, every slip told in our words. */
function complain(parser: Parser, error: CommanderError): never {
  const [word] = parser.commands.length === 0 ? [] : parser.args;
  const isHelp = error.code === 'commander.helpDisplayed';
  if (isHelp && word?.startsWith('-') === false) parser.parse([word], { from: 'user' });
  const told = complaint(parser, error);
  throw told === undefined ? error : new UsageError(told);
}

function complaint(parser: Parser, { code, message }: CommanderError): string | undefined {
  const name = nameOf(parser);
  const [, named = ''] = /'([^']*)'/.exec(message) ?? [];
  switch (code) {
    case 'commander.unknownOption':
      return name === ''
        ? 'Name the command first: paperboy --help'
        : `${name} has no option ${named}.${hint(message)}`;
    case 'commander.optionMissingArgument':
      return `${named.replace(/ <(.*)>/, ' needs $1')}.`;
    case 'commander.missingArgument':
      return `${name} needs ${named}.`;
    case 'commander.excessArguments':
      return tooMany(name, parser);
    case 'commander.unknownCommand': {
      const path = name === '' ? '' : `${name} `;
      return `There is no command ${path}${named}.${hint(message, `paperboy ${path}`) || others(parser)}`;
    }
    default:
      return undefined;
  }
}

function hint(message: string, path = ''): string {
  const names = suggested(message).map((name) => path + name);
  return names.length === 0 ? '' : ` Did you mean ${names.join(' or ')}?`;
}

function tooMany(name: string, { args, registeredArguments }: Parser): string {
  const takes = registeredArguments.map((each) => each.name()).join(' ');
  const what = takes === '' ? 'takes options only' : `takes ${takes} only`;
  return `${name} ${what}: what is ${args[registeredArguments.length]}?`;
}

function others(parser: Parser): string {
  return parser.parent === null
    ? ' paperboy --help shows all of them.'
    : ` There is: ${parser.commands.map((each) => each.name()).join(', ')}.`;
}

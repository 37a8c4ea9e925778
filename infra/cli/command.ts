/**
 * How a command is described: its name, what it takes, its options. Help, checks and dispatch come
 * from the description; the command itself only returns what is to be said.
 */
import { parseArgs } from 'node:util';
import type { Connection, Place } from './connection.ts';
import { UsageError } from './errors.ts';
import { nearest } from './nearest.ts';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** What stands for the value in the help: `--section ID`. */
  readonly value?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['type'] extends 'boolean'
  ? boolean
  : O['multiple'] extends true
    ? readonly string[]
    : string;

export type Values<O extends Options> = { readonly [Name in keyof O]?: ValueOf<O[Name]> };

export interface Input<O extends Options> {
  readonly values: Values<O>;
  readonly args: readonly string[];
  readonly screen: Screen;
}

/** Where the command was given. */
export interface Screen {
  readonly columns: number;
  /** The folder that file names are relative to. */
  readonly folder: string;
  /** Shows how far a long work is, where somebody looks on. */
  readonly progress?: (text: string) => void;
}

/** What a command has to say. */
export interface Answer {
  readonly lines: readonly string[];
  /** The same for programs. */
  readonly json?: unknown;
  /** Said beside the answer, for the owner's eyes only. */
  readonly notes?: readonly string[];
  /** Something was refused: exit code 1. */
  readonly isRefused?: boolean;
}

interface Description<O extends Options> {
  /** `feeds add`. */
  readonly name: string;
  /** One sentence, without the full stop. */
  readonly summary: string;
  /** More sentences, a line each. */
  readonly details?: readonly string[];
  /** Positional arguments; the last may be `FILE...` for one or more. */
  readonly takes: readonly string[];
  readonly options: O;
  /** Whether it offers `--json`. */
  readonly isReading: boolean;
  readonly run: (input: Input<O>, connection: Connection) => Promise<Answer>;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly details: readonly string[];
  readonly takes: readonly string[];
  readonly options: Options;
  readonly read: (args: readonly string[]) => Reading;
}

/** A command line that was understood. */
interface Reading {
  readonly isHelpWanted: boolean;
  readonly isJsonWanted: boolean;
  readonly place: Place;
  /** Connects only if the command speaks to a Paperboy at all. */
  readonly run: (screen: Screen, connect: () => Promise<Connection>) => Promise<Answer>;
}

export const commonOptions = {
  data: {
    type: 'string',
    value: 'DIR',
    help: 'the data of the Paperboy that runs on this machine (.local)',
  },
  outputs: {
    type: 'string',
    value: 'FILE',
    help: 'the Paperboy in AWS: what `cdk deploy --outputs-file FILE` wrote',
  },
  stack: {
    type: 'string',
    value: 'NAME',
    help: 'which stack, when that file holds several, such as Paperboy-prod',
  },
  help: { type: 'boolean', help: 'this text' },
} as const satisfies Options;

const jsonOption = {
  json: { type: 'boolean', help: 'the answer as JSON, times in milliseconds since 1970' },
} as const satisfies Options;

/** Makes a command of its description. */
export function command<const O extends Options>(description: Description<O>): Command {
  return describe(description, async (input, connect) => description.run(input, await connect()));
}

interface FileDescription<O extends Options> extends Omit<Description<O>, 'run'> {
  readonly run: (input: Input<O>) => Promise<Answer>;
}

/** Makes a command that works on files, whether or not there is a Paperboy to connect to. */
export function fileCommand<const O extends Options>(description: FileDescription<O>): Command {
  return describe(description, description.run);
}

function describe<O extends Options>(
  description: Omit<Description<O>, 'run'>,
  run: (input: Input<O>, connect: () => Promise<Connection>) => Promise<Answer>,
): Command {
  const { name, summary, details = [], takes, isReading } = description;
  const options = {
    ...description.options,
    ...(isReading ? jsonOption : {}),
    ...commonOptions,
  };
  return {
    name,
    summary,
    details,
    takes,
    options,
    read: (args) => {
      const { values, positionals } = parse(name, args, options);
      const { help, json, data, outputs, stack, ...own } = values;
      const isHelpWanted = help === true;
      if (!isHelpWanted) checkCount(name, takes, positionals);
      return {
        isHelpWanted,
        isJsonWanted: json === true,
        place: { data: textOf(data), outputs: textOf(outputs), stack: textOf(stack) },
        run: (screen, connect) =>
          run({ values: own as Values<O>, args: positionals, screen }, connect),
      };
    },
  };
}

type ParsedValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function parse(name: string, args: readonly string[], options: Options) {
  try {
    const config = Object.entries(options).map(([option, { type, multiple }]) => {
      return [option, multiple === undefined ? { type } : { type, multiple }] as const;
    });
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(config),
    });
    return { values: values as ParsedValues, positionals };
  } catch (error) {
    throw new UsageError(complaint(name, options, error));
  }
}

/** parseArgs' own words are for programmers; the usual slip is a misspelt option. */
function complaint(name: string, options: Options, error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const unknown = /^Unknown option '(-[^']*)'/.exec(error.message)?.[1];
  if (unknown === undefined) return `${error.message.split('\n')[0]}`;
  const meant = nearest(unknown.replace(/^-+/, ''), Object.keys(options));
  const hint = meant === undefined ? '' : ` Did you mean --${meant}?`;
  return `${name} has no option ${unknown}.${hint}`;
}

function checkCount(name: string, takes: readonly string[], given: readonly string[]): void {
  const missing = takes[given.length];
  if (missing !== undefined) throw new UsageError(`${name} needs ${missing.replace('...', '')}.`);
  const isOpenEnded = takes.at(-1)?.endsWith('...') === true;
  const extra = isOpenEnded ? undefined : given[takes.length];
  if (extra === undefined) return;
  const what = takes.length === 0 ? 'takes options only' : `takes ${takes.join(' ')} only`;
  throw new UsageError(`${name} ${what}: what is ${extra}?`);
}

function textOf(value: ParsedValues[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

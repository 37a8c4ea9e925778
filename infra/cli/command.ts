/**
 * How a command is described: its name, what it takes, its options. Help and checks come from the
 * description (command-line.ts); the command itself only returns what is to be said.
 */
import type { Connection, Place } from './connection.ts';

/** An option of a command: how it is given, and what it is for. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** What stands for the value in the help: `--section ID`. */
  readonly value?: string;
  readonly help: string;
}

/** The options of a command, by name. */
export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O['type'] extends 'boolean'
  ? boolean
  : O['multiple'] extends true
    ? readonly string[]
    : string;

/** What was given of them, by type. */
export type Values<O extends Options> = { readonly [Name in keyof O]?: ValueOf<O[Name]> };

/** What a command is given. */
export interface Input<O extends Options> {
  readonly values: Values<O>;
  readonly args: readonly string[];
  readonly screen: Screen;
  /** What `--data`, `--outputs` and `--stack` say, for a command that does not connect at once. */
  readonly place: Partial<Place>;
}

/** Where the command was given. */
export interface Screen {
  readonly columns: number;
  /** The folder that file names are relative to. */
  readonly folder: string;
  /** Shows how far a long work is, where somebody looks on. */
  readonly progress?: (text: string) => void;
  /** Where the owner can be asked, and told something while a command is at work. */
  readonly terminal?: Terminal;
}

/** A conversation with the owner, for what takes minutes. */
export interface Terminal {
  readonly say: (line: string) => void;
  /** One line of an answer; undefined when nobody is there to give it. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Runs a program that says what it does by itself, to its end, and tells its exit code. */
  readonly run: (program: Program) => Promise<number>;
}

/** A program and where it runs. */
interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
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
  /** It was asked whether there is something to do, and there is: exit code 2. */
  readonly hasMore?: boolean;
}

interface Description<O extends Options> {
  /** `feeds add`. */
  readonly name: string;
  /** One sentence, without the full stop. */
  readonly summary: string;
  /** More sentences, a line each. */
  readonly details?: readonly string[];
  /** Positional arguments; the last may be `FILE...` for one or more, `[FILE...]` for any. */
  readonly takes: readonly string[];
  readonly options: O;
  /** Whether it offers `--json`. */
  readonly isReading: boolean;
  /** Whether it changes something when it is given so; else: without `--json`, or with `--apply`. */
  readonly isActing?: (values: Values<O>) => boolean;
  readonly run: (input: Input<O>, connection: Connection) => Promise<Answer>;
}

/** A description whose options may be any. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly details: readonly string[];
  readonly takes: readonly string[];
  readonly options: Options;
  /** Whether it changes something when these options are given. */
  readonly isActing: (values: Given['values']) => boolean;
  /** Connects only if the command speaks to a Paperboy at all. */
  readonly run: (given: Given, screen: Screen, connect: Connect) => Promise<Answer>;
}

/** What a command line gives a command. */
export interface Given {
  /** By the names of the options. */
  readonly values: Readonly<Record<string, string | boolean | readonly string[]>>;
  readonly args: readonly string[];
  readonly place?: Partial<Place>;
}

type Connect = () => Promise<Connection>;

/** Of every command, and they may be given before its name. */
export const commonOptions = {
  data: {
    type: 'string',
    value: 'DIR',
    help: 'the data of the Paperboy that runs on this machine (.local)',
  },
  outputs: {
    type: 'string',
    value: 'FILE',
    help: 'the Paperboy in AWS: the file that `paperboy deploy` wrote',
  },
  stack: {
    type: 'string',
    value: 'NAME',
    help: 'which stack, when that file holds several, such as Paperboy-prod',
  },
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
  {
    name,
    summary,
    details = [],
    takes,
    isReading,
    isActing = ({ apply }: { readonly apply?: unknown }) => !isReading || apply === true,
    options,
  }: Omit<Description<O>, 'run'>,
  run: (input: Input<O>, connect: Connect) => Promise<Answer>,
): Command {
  return {
    name,
    summary,
    details,
    takes,
    options: isReading ? { ...options, ...jsonOption } : options,
    // The values are those that these options were read into.
    isActing: (values) => isActing(values as Values<O>),
    run: ({ values, args, place = {} }, screen, connect) =>
      run({ values: values as Values<O>, args, screen, place }, connect),
  };
}

/** What `--help` says: made of the commands' own descriptions. */
import { type Command, commonOptions, type Option, type Options } from './command.ts';
import { wrapped } from './table-text.ts';

const footer = [
  'It speaks to the Paperboy that runs on this machine (npm start), or to a stack in AWS with',
  '--outputs FILE. Exit code 0: done, 1: refused or failed, 2: not understood.',
];

/** All commands, or those of one noun. */
export function commandsHelp(commands: readonly Command[], columns: number): string[] {
  const widest = Math.max(...commands.map((command) => usageOf(command).length));
  return [
    'Usage: paperboy COMMAND [options]',
    '',
    ...commands.flatMap((command) => aligned(usageOf(command), command.summary, widest, columns)),
    '',
    'paperboy COMMAND --help tells more about one of them.',
    ...wrapped(footer.join(' '), columns),
  ];
}

/** Everything about one command. */
export function commandHelp(command: Command, columns: number): string[] {
  const own = Object.entries(command.options).filter(([name]) => !(name in commonOptions));
  return [
    `Usage: paperboy ${usageOf(command)} [options]`,
    '',
    ...wrapped(`${command.summary}.`, columns),
    ...(command.details.length === 0 ? [] : wrapped(command.details.join(' '), columns)),
    '',
    ...optionLines(Object.fromEntries(own), columns),
    ...(own.length === 0 ? [] : ['']),
    ...optionLines(commonOptions, columns),
  ];
}

function usageOf({ name, takes }: Command): string {
  return [name, ...takes].join(' ');
}

function optionLines(options: Options, columns: number): string[] {
  const entries = Object.entries(options);
  const widest = Math.max(0, ...entries.map(([name, option]) => flagOf(name, option).length));
  return entries.flatMap(([name, option]) =>
    aligned(flagOf(name, option), option.help + repeats(option), widest, columns),
  );
}

function flagOf(name: string, { value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function repeats({ multiple }: Option): string {
  return multiple === true ? '; may be repeated' : '';
}

function aligned(left: string, right: string, widest: number, columns: number): string[] {
  const indent = ' '.repeat(widest + 4);
  const lines = wrapped(right, Math.max(30, columns - indent.length));
  return lines.map((line, n) => (n === 0 ? `  ${left.padEnd(widest)}  ` : indent) + line);
}

/** The name that was probably meant, when one was mistyped: by the rule that commander has. */
import { Command as Parser } from 'commander';

/** The nearest of the names, or undefined when none is near. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  let meant: string | undefined;
  const parser = new Parser()
    .helpCommand(false)
    .configureOutput({ outputError: () => {} })
    .exitOverride(({ message }) => {
      meant = suggested(message)[0];
      throw new Error(message);
    });
  // It only suggests commands and options, so here the names are commands.
  for (const name of names) parser.command(name);
  try {
    parser.parse([typed], { from: 'user' });
  } catch {
    return meant;
  }
  return undefined;
}

/** The names in commander's "(Did you mean one of add, remove?)". */
export function suggested(message: string): readonly string[] {
  return /\(Did you mean (?:one of )?(.*)\?\)/.exec(message)?.[1]?.split(', ') ?? [];
}

/** Every regular expression of the rooms and doors, as its source and flags, and where it stands. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';

const root = fileURLToPath(new URL('../', import.meta.url));

export interface Found {
  /** From the root of the project. */
  readonly file: string;
  /** Without its line: it is the same wherever it stands in the file. */
  readonly regex: string;
  readonly source: string;
  readonly flags: string;
}

/** The literals of all files, and what their modules have built by the time they are loaded. */
export async function allRegexes(): Promise<Found[]> {
  const found: Found[] = [];
  for (const file of globSync('functions/**/*.ts', { cwd: root }).sort()) {
    const text = readFileSync(root + file, 'utf8');
    let builds = false;
    const visitor = new Visitor({
      Literal(node) {
        if ('regex' in node) found.push(placed(file, node.regex.pattern, node.regex.flags));
      },
      NewExpression({ callee }) {
        builds ||= callee.type === 'Identifier' && callee.name === 'RegExp';
      },
    });
    visitor.visit(parseSync(file, text).program);
    if (builds) found.push(...(await builtBy(file)));
  }
  return found;
}

function placed(file: string, source: string, flags: string): Found {
  return { file, regex: `/${source}/${flags}`, source, flags };
}

/** Loads the module anew and notes what it makes meanwhile. Throws when that is nothing. */
async function builtBy(file: string): Promise<Found[]> {
  const made: Found[] = [];
  const real = globalThis.RegExp;
  globalThis.RegExp = new Proxy(real, {
    construct: (target, args) => {
      const regex: RegExp = Reflect.construct(target, args);
      made.push(placed(file, regex.source, regex.flags));
      return regex;
    },
  });
  try {
    await import(`${new URL(`../${file}`, import.meta.url).href}?anew`);
  } finally {
    globalThis.RegExp = real;
  }
  if (made.length === 0)
    throw new Error(`${file} builds an expression, but not when it is loaded.`);
  return made;
}

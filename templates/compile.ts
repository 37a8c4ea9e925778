/**
 * Turns the MJML sources into the programs that `functions/edition` fills: mjml runs here, at build
 * time, and in no Lambda. `npm run templates` writes programs.json, which is committed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mjml2html from 'mjml';
import type { Node } from '../functions/edition/print/program.ts';
import { themeData } from '../functions/edition/print/theme-data.ts';
import { templatesFolder as folder, mjmlFilesIn, sourcesHash } from './sources.ts';

/** The compiled templates, as programs.json holds them. */
export interface Programs {
  /** SHA-256 of the sources: the version of the templates, and how staleness is noticed. */
  readonly hash: string;
  readonly programs: Readonly<Record<string, readonly Node[]>>;
}

/** Compiles every template of this folder; the same sources always give the same result. */
export async function compileTemplates(): Promise<Programs> {
  const programs: Record<string, readonly Node[]> = {};
  for (const file of await mjmlFilesIn(folder)) {
    programs[file.replace(/\.mjml$/, '')] = parseProgram(await templateHtml(file));
  }
  return { hash: await sourcesHash(), programs };
}

/** Writes programs.json anew. */
export async function writePrograms(): Promise<Programs> {
  const compiled = await compileTemplates();
  await writeFile(join(folder, 'programs.json'), `${JSON.stringify(compiled, null, 1)}\n`);
  return compiled;
}

/** How mjml is asked to render. */
export const mjmlOptions = {
  validationLevel: 'strict',
  ignoreIncludes: false,
  minify: true,
  minifyOptions: { minifyCss: false },
} as const;

/** What mjml makes of one template, its directives and tokens still in it. */
export async function templateHtml(file: string): Promise<string> {
  const filePath = join(folder, file);
  const source = await readFile(filePath, 'utf8');
  const { html } = await mjml2html(source, { ...mjmlOptions, filePath });
  return followTheme(followDirection(squeeze(html)));
}

/** Layout white space costs bytes in every mail; what stands between tags here is never content. */
function squeeze(html: string): string {
  const css = (style: string) => style.replace(/\s*([{};,])\s*/g, '$1').replace(/;}/g, '}');
  return html
    .replace(/(<style[^>]*>)([\s\S]*?)(<\/style>)/g, (_, open, style, close) => {
      return `${open}${css(style.trim())}${close}`;
    })
    .replace(/>\s+</g, '><')
    .replace(/>\s+(<!--)/g, '>$1');
}

/** mjml fixes the direction at build time and knows no `start`: both become values. */
function followDirection(html: string): string {
  return html
    .replaceAll('direction:ltr', 'direction:{{direction}}')
    .replaceAll('text-align:left', 'text-align:{{start}}')
    .replaceAll('align="left"', 'align="{{start}}"');
}

/** The sources hold Paperboy's own look: each colour and font of it becomes a value. */
function followTheme(html: string): string {
  let followed = html;
  for (const [name, value] of Object.entries(themeData())) {
    if (typeof value === 'string') followed = followed.replaceAll(value, `{{${name}}}`);
  }
  return followed;
}

const token = /(\{\{\{\w+\}\}\}|\{\{@?\w+\}\}|<!-- (?:each \w+|if \w+|else|\/each|\/if) -->)/;

const personalNames = ['unsubscribe', 'preferences', 'address', 'schedule'] as const;

/** Cuts a template at its tokens: `{{value}}`, `{{{html}}}`, `{{@personal}}`, each, if and else. */
export function parseProgram(html: string): readonly Node[] {
  const tokens = html.split(token).filter((text) => text !== '');
  const { nodes, end } = parseBody(tokens, 0);
  if (end !== tokens.length) throw new Error(`${tokens[end]} closes nothing`);
  return nodes;
}

function parseBody(tokens: readonly string[], start: number) {
  const nodes: Node[] = [];
  let at = start;
  for (let text = tokens[at]; text !== undefined; text = tokens[at]) {
    if (/^<!-- (else|\/each|\/if) -->$/.test(text)) break;
    const block = /^<!-- (each|if) (\w+) -->$/.exec(text);
    if (block) {
      const parsed = parseBlock(tokens, at, block[1] === 'each', block[2] ?? '');
      nodes.push(parsed.node);
      at = parsed.end;
    } else {
      nodes.push(parseLeaf(text));
      at += 1;
    }
  }
  return { nodes, end: at };
}

function parseBlock(tokens: readonly string[], start: number, isEach: boolean, name: string) {
  const body = parseBody(tokens, start + 1);
  const hasElse = !isEach && tokens[body.end] === '<!-- else -->';
  const otherwise = hasElse ? parseBody(tokens, body.end + 1) : { nodes: [], end: body.end };
  const closing = isEach ? '<!-- /each -->' : '<!-- /if -->';
  if (tokens[otherwise.end] !== closing) throw new Error(`${tokens[start]} is never closed`);
  const node: Node = isEach
    ? { each: name, body: body.nodes }
    : { if: name, body: body.nodes, otherwise: otherwise.nodes };
  return { node, end: otherwise.end + 1 };
}

function parseLeaf(text: string): Node {
  const [, html, personal, value] =
    /^(?:\{\{\{(\w+)\}\}\}|\{\{@(\w+)\}\}|\{\{(\w+)\}\})$/.exec(text) ?? [];
  if (html) return { html };
  const own = personalNames.find((name) => name === personal);
  if (own !== undefined) return { personal: own };
  if (personal) throw new Error(`a reader has no link named ${personal}`);
  return value ? { value } : text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writePrograms();

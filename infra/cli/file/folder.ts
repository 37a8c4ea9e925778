/** The file of a newsletter and what stands beside it: what it was when it was pulled, and its schema. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import * as v from 'valibot';
import type { Facts } from '../../../functions/edition/setup/standing.ts';
import { readWanted, type Wanted } from '../../../functions/edition/setup/wanted.ts';
import { RefusedError } from '../errors.ts';
import { mistakeLines, type ReadText, readText } from './yaml-text.ts';

/** The option that names the file. */
export const fileOption = {
  file: { type: 'string', value: 'FILE', help: 'the file of the newsletter (paperboy.yaml)' },
} as const;

const fileByDefault = 'paperboy.yaml';
const folderBeside = '.paperboy';
/** Where the schema is, from the folder of the file. */
export const schemaPath = `${folderBeside}/schema.json`;

/** Where the file is. */
export interface FilePlace {
  readonly path: string;
  /** As the owner knows it. */
  readonly name: string;
}

/** The file that is meant, whether or not it is there. */
export function filePlace(file: string = fileByDefault, folder: string): FilePlace {
  return { path: resolve(folder, file), name: file };
}

/** A text of a file that was read. */
export type FileText = Extract<ReadText, { kind: 'read' }>;

/** The file's text, or undefined where there is none. Throws a RefusedError that says what is wrong. */
export function textAt({ path, name }: FilePlace): FileText | undefined {
  if (!existsSync(path)) return undefined;
  const read = readText(readFileSync(path, 'utf8'));
  if (read.kind === 'read') return read;
  throw new RefusedError(faultText(name, read.said));
}

/** What the file wants, all that is wrong with it told at once. Throws a RefusedError. */
export function wantedAt(
  place: FilePlace,
  allowedOrigins: readonly string[],
): { readonly wanted: Wanted; readonly text: FileText } {
  const text = textAt(place);
  if (text === undefined) {
    throw new RefusedError(`There is no ${place.name}. Write one from what is: paperboy pull`);
  }
  const reading = readWanted(text.value, allowedOrigins);
  const mistakes = reading.kind === 'wrong' ? reading.mistakes : [];
  if (reading.kind === 'wanted' && text.slips.length === 0) {
    return { wanted: reading.wanted, text };
  }
  throw new RefusedError(faultText(place.name, mistakeLines(mistakes, text)));
}

/** What is to be mended in a file, a line each. */
export function faultText(name: string, said: readonly string[]): string {
  const many = said.length === 1 ? 'This is' : `These ${said.length} are`;
  return [`${many} to be mended in ${name}:`, ...said.map((one) => `  ${one}`)].join('\n');
}

const PulledSchema = v.object({
  id: v.string(),
  facts: v.record(v.string(), v.unknown()),
});

/** What the newsletter was when the file was pulled; undefined when that is not known. */
export function pulledAt(place: FilePlace, id: string): Facts | undefined {
  const path = pulledPath(place);
  if (!existsSync(path)) return undefined;
  const read = v.safeParse(
    v.pipe(v.string(), v.parseJson(), PulledSchema),
    readFileSync(path, 'utf8'),
  );
  if (!read.success) {
    throw new RefusedError(`${path} cannot be read. Take it from git again, or: paperboy pull`);
  }
  return read.output.id === id ? new Map(Object.entries(read.output.facts)) : undefined;
}

/** Notes what the newsletter is by the word of the file. */
export function notePulled(place: FilePlace, id: string, facts: Facts): void {
  const sorted = Object.fromEntries([...facts].sort(([a], [b]) => (a < b ? -1 : 1)));
  write(pulledPath(place), `${JSON.stringify({ id, facts: sorted }, undefined, 2)}\n`);
}

function pulledPath({ path }: FilePlace): string {
  return join(dirname(path), folderBeside, `${basename(path, extname(path))}.pulled.json`);
}

/** Writes the whole file or nothing. */
export function write(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  writeFileSync(beside, text);
  renameSync(beside, path);
}

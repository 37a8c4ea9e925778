/** Rows are checked when they are read: one that does not fit is an error that names its key. */
import * as v from 'valibot';
import { contentOf, type Row, type Table } from './client.ts';
import { keys } from './table.ts';

/**
 * A row that is not what its key says. The message names the key and the field, and what kind of
 * value is there; never the value, and no address that is a part of the key.
 */
export class MalformedRow extends Error {
  override readonly name = 'MalformedRow';

  constructor(row: Row, what: string) {
    super(`The row ${nameOf(row)} is malformed: ${what}.`);
  }
}

const addresses = keys.addressPartition('');

function nameOf({ pk, sk }: Row): string {
  const isAddress = String(pk).startsWith(addresses);
  return `${isAddress ? `${addresses}(an address)` : String(pk)} / ${String(sk)}`;
}

/** Lets a type be compared without the attributes that its schema does not know. */
type Known<T> = T extends readonly (infer One)[]
  ? readonly Known<One>[]
  : T extends object
    ? { readonly [Name in keyof T as string extends Name ? never : Name]: Known<T[Name]> }
    : T;

/** Whether a schema knows every attribute of a noun, and refuses nothing that the noun may be. */
type Takes<Noun, Input> =
  Known<Noun> extends Known<Input>
    ? keyof Known<Noun> extends keyof Known<Input>
      ? unknown
      : 'The noun has an attribute that this schema does not check.'
    : 'The noun may be something that this schema refuses.';

/**
 * A schema for the rows of a noun. It compiles when the schema gives that noun, and lets through all
 * that the noun may be: what is written can be read again.
 */
export function shapeOf<Noun>() {
  return <Schema extends v.GenericSchema<unknown, Noun>>(
    schema: Schema & Takes<Noun, v.InferInput<Schema>>,
  ): Schema => schema;
}

/**
 * One of the names that a room tells apart. That it is a name is checked here; the list of them is
 * the room's, and a newer release may have added to it.
 */
export function nameIn<Name extends string>() {
  return v.custom<Name>((value) => typeof value === 'string', 'a name');
}

/** What a row holds, or `fields` that were taken from it. Throws `MalformedRow`. */
export function readRow<Schema extends v.GenericSchema>(
  schema: Schema,
  row: Row,
  fields: unknown = contentOf(row),
): v.InferOutput<Schema> {
  const reading = v.safeParse(schema, fields, { abortEarly: true });
  if (reading.success) return reading.output;
  throw new MalformedRow(row, wordsFor(reading.issues[0]));
}

function wordsFor({ path, expected, message, input }: v.BaseIssue<unknown>): string {
  const place = path?.map(({ key }) => String(key)).join('.') ?? 'it';
  if (input === undefined) return `${place} is missing`;
  return `${place} should be ${expected ?? message}, and is ${kindOf(input)}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

/** Reads many rows: one that is malformed is reported and passed over, the others are there. */
export function readEach<Noun>(
  table: Table,
  rows: readonly Row[],
  read: (row: Row) => Noun,
): Noun[] {
  return rows.flatMap((row) => {
    const noun = readOrReport(table, row, read);
    return noun === undefined ? [] : [noun];
  });
}

/** Reads one row of many: undefined when it is malformed, which is reported. */
export function readOrReport<Noun>(
  { reportMalformed }: Table,
  row: Row,
  read: (row: Row) => Noun,
): Noun | undefined {
  try {
    return read(row);
  } catch (error) {
    if (!(error instanceof MalformedRow)) throw error;
    reportMalformed(error);
    return undefined;
  }
}

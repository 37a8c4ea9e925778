/** What has to be said of anything that an owner can set for a feed. */
import type * as v from 'valibot';

/** Fields of a row, each with its check. */
export type Fields = v.ObjectSchema<v.ObjectEntries, undefined>;
/** Fields to write; one that is there without a value is to be removed. */
export type FieldChanges<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** How one setting is read, written and kept. `T` is its value, `S` the fields of the row that hold it. */
export interface Setting<T, S extends Fields, Name extends string> {
  /** Reads what the owner's command or an OPML file says; undefined when it is none of what is offered. */
  readonly read: (text: string) => T | undefined;
  /** Writes a value so that it can be read back. */
  readonly write: (value: T) => string;
  /** What may be written, for the sentence that refuses all else. */
  readonly offered: string;
  /** `--full-text WHEN`; undefined where options without a value change it. */
  readonly option:
    | { readonly name: Name; readonly value: string; readonly help: string }
    | undefined;
  /** The attribute of an outline, in the namespace of ours; undefined where OPML has one for all. */
  readonly attribute: string | undefined;
  /** The fields of the row that hold it. */
  readonly fields: S;
  /** What those hold when nothing is said. */
  readonly unset: FieldChanges<v.InferOutput<S>>;
  /** What to write into the row. */
  readonly toRow: (value: T) => FieldChanges<v.InferOutput<S>>;
  /** The value in a row; undefined where nothing was said. */
  readonly ofRow: (row: v.InferOutput<S>) => T | undefined;
  /** What `feeds show` says of it; undefined where it says so in words of its own. */
  readonly fact:
    | { readonly label: string; readonly text: (row: v.InferOutput<S>) => string | undefined }
    | undefined;
}

/** Checks that the parts of a setting fit each other. */
export const setting = <T, S extends Fields, const Name extends string = never>(
  rules: Setting<T, S, Name>,
) => rules;

/** The JSON schema of a newsletter's file, by which editors complete and check it. */
import { toJsonSchema } from '@valibot/to-json-schema';
import { SetupSchema } from '../../../functions/edition/setup/shape.ts';

type Json = Readonly<Record<string, unknown>>;

/** The schema as text: what no schema can say (a zone, a language, a feed's address) is left open. */
export function schemaText(): string {
  const schema = toJsonSchema(SetupSchema, { errorMode: 'ignore', typeMode: 'input' });
  const whole = { ...closed(schema as Json), title: 'A newsletter of Paperboy' };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

/** A name that is none of those is a mistake for the command, so it is for the editor. */
function closed(part: unknown): Json {
  const { properties, items, anyOf, ...rest } = part as Json & {
    readonly properties?: Json;
    readonly items?: unknown;
    readonly anyOf?: readonly unknown[];
  };
  return {
    ...rest,
    ...(items === undefined ? {} : { items: closed(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(closed) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, one]) => [name, closed(one)]),
          ),
          additionalProperties: false,
        }),
  };
}

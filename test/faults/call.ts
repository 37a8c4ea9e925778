/** A call that a door makes over the wire, read far enough to name the point it was made at. */

export type Service = 'table' | 'queue' | 'ses' | 'secrets';

export interface Call {
  readonly service: Service;
  readonly command: string;
  /** Names the point in the program: the command, the nouns it is about, the fields it writes. */
  readonly point: string;
  readonly body: Buffer;
  readonly fields: Fields;
  /** The readers whose rows or mail it is about. */
  readonly readers: readonly string[];
}

interface Fields {
  readonly [name: string]: unknown;
}

/** Reads a request to one of the four services. */
export function readCall(service: Service, target: string, body: Buffer): Call {
  const command = target.split('.').at(-1) ?? '';
  switch (service) {
    case 'ses':
      return sesCall(body);
    case 'table':
      return tableCall(command, body);
    default:
      return { service, command, point: command, body, fields: parse(body), readers: [] };
  }
}

function sesCall(body: Buffer): Call {
  const fields = Object.fromEntries(new URLSearchParams(body.toString('latin1')));
  const command = fields.Action ?? '';
  const tags = tagsOf(fields);
  const kind = ['edition', 'confirmation', 'letter', 'notice'].find(
    (name) => tags[name] !== undefined,
  );
  const call = { service: 'ses', command, body, fields: { ...fields, tags } } as const;
  const point = kind === undefined ? command : `${command} ${kind}`;
  return { ...call, point, readers: tags.subscriber === undefined ? [] : [tags.subscriber] };
}

function tagsOf(fields: Record<string, string>): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let n = 1; ; n++) {
    const name = fields[`Tags.member.${n}.Name`];
    if (name === undefined) return tags;
    tags[name] = fields[`Tags.member.${n}.Value`] ?? '';
  }
}

interface Value {
  readonly S?: string;
}

interface Key {
  readonly pk: Value;
  readonly sk: Value;
}

interface Write {
  readonly Key?: Key;
  readonly Item?: Key;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

interface TableFields extends Write, Fields {
  readonly IndexName?: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Value>>;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Key[] }>>;
  readonly TransactItems?: readonly Readonly<Record<string, Write>>[];
  readonly Statements?: readonly Statement[];
}

/** An update in PartiQL, as `functions/store/statement.ts` makes it. */
interface Statement {
  readonly Statement: string;
  readonly Parameters: readonly Value[];
}

function tableCall(command: string, body: Buffer): Call {
  const fields = parse(body) as TableFields;
  const call = { service: 'table', command, body, fields } as const;
  // However many of a kind there are in one call, it is one point.
  const point = [command, ...new Set(partsOf(command, fields))].join(' ');
  const keys = fields.Statements?.map(keyIn) ?? [fields.Key ?? fields.Item];
  return { ...call, point, readers: keys.flatMap(readerOf) };
}

const readerOf = (key: Key | undefined): string[] => {
  const pk = key?.pk.S ?? '';
  return pk.startsWith('SUBSCRIBER#') ? [pk.slice(11)] : [];
};

/** The values of a statement stand in the order of its question marks. */
function keyIn({ Statement, Parameters }: Statement): Key {
  const before = Statement.split(/pk = \?/)[0]?.split('?').length ?? 1;
  const [pk = {}, sk = {}] = Parameters.slice(before - 1) as Value[];
  return { pk, sk };
}

/**
 * What of a call was carried out, as this answer shows: the statements of several that go together
 * are carried out or refused each by itself, so each that was is a call of its own.
 */
export function carriedOutOf(call: Call, answer: Buffer): Call[] {
  const { Statements } = call.fields as TableFields;
  if (Statements === undefined) return [call];
  const { Responses = [] } = parse(answer) as { Responses?: readonly { Error?: object }[] };
  return Statements.flatMap((statement, n) => {
    if (Responses[n] === undefined || Responses[n].Error !== undefined) return [];
    const body = Buffer.from(JSON.stringify({ Statements: [statement] }));
    return [tableCall(call.command, body)];
  });
}

function partsOf(command: string, fields: TableFields): string[] {
  const { TransactItems, RequestItems, Statements } = fields;
  if (Statements !== undefined) {
    return Statements.map((one) => {
      const UpdateExpression = one.Statement.match(/ (SET .*|REMOVE .*) WHERE /)?.[1] ?? '';
      return `Update ${written({ Key: keyIn(one), UpdateExpression })}`;
    });
  }
  if (RequestItems !== undefined) {
    const keys = Object.values(RequestItems).flatMap(({ Keys = [] }) => Keys);
    return keys.map((Key) => written({ Key }));
  }
  if (TransactItems !== undefined) {
    return TransactItems.flatMap((item) =>
      Object.entries(item).map(([verb, write]) => `${verb} ${written(write)}`),
    );
  }
  return [command === 'Query' ? queried(fields) : written(fields)];
}

function queried({ IndexName = '', ExpressionAttributeValues: values = {} }: TableFields): string {
  const kind = values[':kind']?.S ?? nounOf(values[':pk']?.S ?? '');
  return IndexName === '' ? kind : `${IndexName} ${kind}`.trim();
}

function written({
  Key,
  Item,
  UpdateExpression = '',
  ExpressionAttributeNames = {},
}: Write): string {
  const key = Key ?? Item;
  const [pk = '', sk = ''] = [key?.pk.S, key?.sk.S];
  const noun = nounOf(/^(?:BATCH|FEED|SEGMENT|STRAGGLERS|SUPPRESSION)/.test(sk) ? sk : pk);
  return [noun, ...clauses(UpdateExpression, ExpressionAttributeNames)].join(' ');
}

const nounOf = (key: string) => key.split('#')[0]?.toLowerCase() ?? '';

/** `SET claim REMOVE dueAt` of an update expression: its verbs and fields, without the values. */
function clauses(expression: string, names: Readonly<Record<string, string>>): string[] {
  const parts = expression.replace(/\([^)]*\)/g, '').split(/\b(SET|REMOVE|ADD|DELETE)\b/);
  return parts.slice(1).map((part, n) => (n % 2 === 0 ? part : fieldsOf(part, names)));
}

function fieldsOf(clause: string, names: Readonly<Record<string, string>>): string {
  const fields = clause.split(',').map((assignment) => {
    const [first = '', inner] = (assignment.trim().split(/[\s=]/)[0] ?? '').split('.');
    const name = names[first] ?? first;
    return inner === undefined ? name : `${name}.*`;
  });
  return [...new Set(fields)].join(',');
}

function parse(body: Buffer): Fields {
  return body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Fields);
}

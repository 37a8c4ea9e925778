/** Policy statements of IAM, and what they allow. */
import * as v from 'valibot';

const oneOrMore = v.union([v.string(), v.array(v.string())]);

const statementSchema = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: v.optional(oneOrMore),
  Principal: v.optional(v.union([v.literal('*'), v.record(v.string(), oneOrMore)])),
  Condition: v.optional(v.record(operator(), v.record(v.string(), oneOrMore)), {}),
});

/** A negated operator, `IfExists` or `Null` would be judged by rules of their own. */
function operator() {
  return v.pipe(
    v.string(),
    v.check(
      (name) => operatorOf(name).test !== undefined,
      ({ input }) => `The stage does not know the condition ${input}.`,
    ),
  );
}

const documentSchema = v.object({
  Statement: v.union([statementSchema, v.array(statementSchema)]),
});

/** A statement of a policy, of the forms that the template has. */
export type Statement = Readonly<v.InferOutput<typeof statementSchema>>;

/** What somebody wants to do: the action, its resource, and the condition keys in small letters. */
export interface AskedRight {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** `allowed`; `denied`: a statement forbids it; `unspoken`: no statement allows it. */
export type Verdict = 'allowed' | 'denied' | 'unspoken';

/** The statements of a policy document. Throws on an element that the stage does not understand. */
export function statementsOf(document: unknown): readonly Statement[] {
  return listOf(v.parse(documentSchema, document).Statement);
}

/**
 * Evaluates statements for a right that a principal asks for (IAM User Guide, "Policy evaluation
 * logic"): what is denied is denied; else one statement must allow it. `service` is the principal of
 * an AWS service that a resource policy names; without it only statements of a role are meant.
 */
export function judge(
  statements: readonly Statement[],
  asked: AskedRight,
  service?: string,
): Verdict {
  const fitting = statements.filter((statement) => fits(statement, asked, service));
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return fitting.length > 0 ? 'allowed' : 'unspoken';
}

/** Whether a statement speaks of just this. */
function fits(statement: Statement, asked: AskedRight, service?: string): boolean {
  const { Action, Resource, Condition } = statement;
  return (
    listOf(Action).some((pattern) => isLike(pattern, asked.action, 'i')) &&
    (Resource === undefined || listOf(Resource).some((one) => isLike(one, asked.resource))) &&
    isFor(statement, service) &&
    holds(Condition, asked.context)
  );
}

function isFor({ Principal }: Statement, service: string | undefined): boolean {
  if (Principal === undefined || Principal === '*') return true;
  return Object.entries(Principal).some(([kind, named]) =>
    listOf(named).some((one) => one === '*' || (kind === 'Service' && one === service)),
  );
}

type Test = (value: string, pattern: string) => boolean;

const operators: Readonly<Record<string, Test>> = {
  StringEquals: (value, pattern) => value === pattern,
  StringLike: (value, pattern) => isLike(pattern, value),
  ArnEquals: (value, pattern) => isLike(pattern, value),
  ArnLike: (value, pattern) => isLike(pattern, value),
  Bool: (value, pattern) => value === pattern,
};

const never: Test = () => false;

function operatorOf(name: string): { readonly test: Test | undefined; readonly forAll: boolean } {
  const prefix = 'ForAllValues:';
  const forAll = name.startsWith(prefix);
  return { test: operators[forAll ? name.slice(prefix.length) : name], forAll };
}

function holds(
  conditions: NonNullable<Statement['Condition']>,
  context: AskedRight['context'],
): boolean {
  return Object.entries(conditions).every(([operator, keys]) => {
    const { test = never, forAll } = operatorOf(operator);
    return Object.entries(keys).every(([key, patterns]) => {
      const value = context[key.toLowerCase()];
      if (value === undefined) return forAll;
      const all = listOf(value);
      return all.every((one) => listOf(patterns).some((pattern) => test(one, pattern)));
    });
  });
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

const patterns = new Map<string, RegExp>();

/** `*` stands for any text and `?` for any character, as in IAM. */
export function isLike(pattern: string, text: string, flags = ''): boolean {
  const key = `${flags} ${pattern}`;
  const known = patterns.get(key);
  if (known !== undefined) return known.test(text);
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const made = new RegExp(`^${escaped.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`, `s${flags}`);
  patterns.set(key, made);
  return made.test(text);
}

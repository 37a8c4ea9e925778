/** The intrinsic functions of CloudFormation, worked out to the names that things have on this machine. */

/** What a resource is called here: what `Ref` gives, and what each `Fn::GetAtt` gives. */
export interface Names {
  readonly ref: (logicalId: string) => string | undefined;
  readonly attribute: (logicalId: string, attribute: string) => string;
}

type Json = unknown;

/**
 * Resolves Ref, Fn::GetAtt, Fn::Join and Fn::Sub in a value of a template (CloudFormation User
 * Guide, "Intrinsic function reference"). Properties that refer to AWS::NoValue are left out. Throws
 * on any other function: what is not understood must not run here as something else.
 */
export function resolveIntrinsics(value: Json, names: Names): Json {
  if (Array.isArray(value)) {
    return value.map((one) => resolveIntrinsics(one, names)).filter((one) => one !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const [name, argument] = first;
    if (name === 'Ref') return names.ref(String(argument));
    if (name.startsWith('Fn::')) return apply(name, argument, names);
  }
  const resolved = entries.map(([key, one]) => [key, resolveIntrinsics(one, names)] as const);
  return Object.fromEntries(resolved.filter(([, one]) => one !== undefined));
}

function apply(name: string, argument: Json, names: Names): string {
  switch (name) {
    case 'Fn::GetAtt':
      return names.attribute(...attributeNamed(argument));
    case 'Fn::Join':
      return join(argument, names);
    case 'Fn::Sub':
      if (typeof argument === 'string') return substitute(argument, names);
  }
  throw new Error(`The stage does not understand ${name} as the template has it.`);
}

/** `["Id", "Arn"]`, or in short `"Id.Arn"`. */
function attributeNamed(argument: Json): [string, string] {
  const [logicalId, ...path] = Array.isArray(argument)
    ? argument.map(String)
    : String(argument).split('.');
  return [logicalId ?? '', path.join('.')];
}

function join(argument: Json, names: Names): string {
  const [separator, parts] = Array.isArray(argument) ? argument : [];
  const resolved = resolveIntrinsics(parts, names);
  if (!Array.isArray(resolved)) throw new Error('Fn::Join without a list of parts.');
  return resolved.map(String).join(String(separator));
}

/** `${!Name}` stands for `${Name}` itself. */
function substitute(text: string, names: Names): string {
  return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`;
    const value = name.includes('.') ? names.attribute(...attributeNamed(name)) : names.ref(name);
    if (value === undefined) throw new Error(`Fn::Sub of ${name}, which has no value.`);
    return value;
  });
}

/** Our stand-in for Secrets Manager: it knows the secrets of the template. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import * as v from 'valibot';
import { type Hashes, hashWith } from '../../functions/config/hash-key.ts';
import type { SecretDeclaration, SecretMade } from './template/declaration.ts';

/** The file of each secret beside the table, by how its id in the template begins. */
export const secretFiles = { SigningSecret: 'signing-secret.json', HashSecret: 'hash-secret.json' };

/** The secrets of the stage: values by ARN, and how one is changed. */
export interface Secrets extends ReadonlyMap<string, string> {
  /** With a folder it is the same after a restart. */
  readonly put: (arn: string, value: string) => void;
}

/** Values by ARN, made as the template says; with a folder they are the same after a restart. */
export function openSecrets(declared: readonly SecretDeclaration[], folder?: string): Secrets {
  const values = new Map(
    declared.map((secret) => [secret.arn, kept(secret, fileOf(secret, folder))]),
  );
  return Object.assign(values, {
    put: (arn: string, value: string) => {
      const secret = declared.find((one) => one.arn === arn);
      const file = secret && fileOf(secret, folder);
      if (file !== undefined) {
        writeFileSync(`${file}.new`, value, { mode: 0o600 });
        renameSync(`${file}.new`, file);
      }
      values.set(arn, value);
    },
  });
}

function fileOf({ id }: SecretDeclaration, folder: string | undefined): string | undefined {
  const [, name] = Object.entries(secretFiles).find(([start]) => id.startsWith(start)) ?? [];
  if (name === undefined) throw new Error(`The stage keeps no file for the secret ${id}.`);
  return folder && join(folder, name);
}

function kept({ id, made }: SecretDeclaration, file: string | undefined): string {
  if (file !== undefined && existsSync(file)) return readFileSync(file, 'utf8');
  if (made === undefined) throw new Error(`The stack adopts a secret ${id}, which is not here.`);
  const value = newSecret(made);
  if (file === undefined) return value;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value, { mode: 0o600 });
  return value;
}

function newSecret({ frame, key, chars }: SecretMade): string {
  const random = randomBytes(chars).toString('hex').slice(0, chars);
  return JSON.stringify({ ...v.parse(v.looseObject({}), JSON.parse(frame)), [key]: random });
}

/** Hashes by the key of hashes, as the doors make them. */
export function hashesOf(
  declared: readonly SecretDeclaration[],
  values: ReadonlyMap<string, string>,
): Hashes {
  const arn = declared.find(({ id }) => id.startsWith('HashSecret'))?.arn ?? '';
  const { secret } = v.parse(v.object({ secret: v.string() }), JSON.parse(values.get(arn) ?? '{}'));
  return async (purpose, text) => hashWith(secret, purpose, text);
}

const requestSchema = v.object({ SecretId: v.string(), SecretString: v.optional(v.string()) });

/** The most that a secret holds ("PutSecretValue", AWS Secrets Manager API Reference). */
const secretCharsMax = 65_536;

/** What is answered: the status, and the fields. */
type Answer = readonly [status: 200 | 400, fields: Readonly<Record<string, unknown>>];

const refused = (name: string, Message: string): Answer => [400, { __type: name, Message }];
const absent = refused(
  'ResourceNotFoundException',
  "Secrets Manager can't find the specified secret.",
);

const operations: Readonly<
  Record<string, (secrets: Secrets, asked: v.InferOutput<typeof requestSchema>) => Answer>
> = {
  GetSecretValue: (secrets, { SecretId }) => {
    const SecretString = secrets.get(SecretId);
    return SecretString === undefined
      ? absent
      : [200, { ARN: SecretId, Name: 'signing', SecretString }];
  },
  PutSecretValue: (secrets, { SecretId, SecretString = '' }) => {
    if (!secrets.has(SecretId)) return absent;
    if (SecretString === '' || SecretString.length > secretCharsMax) {
      return refused('InvalidParameterException', 'You must provide a SecretString of 1 to 65536.');
    }
    secrets.put(SecretId, SecretString);
    const version = { VersionId: randomUUID(), VersionStages: ['AWSCURRENT'] };
    return [200, { ARN: SecretId, Name: 'signing', ...version }];
  },
};

/** Answers GetSecretValue and PutSecretValue (JSON 1.1), and nothing else. */
export function secretsListener(
  secrets: Secrets,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const read = v.safeParse(requestSchema, await json(request).catch(() => undefined));
    const [status, fields] = read.success
      ? answer(secrets, String(request.headers['x-amz-target']), read.output)
      : refused('InvalidRequestException', 'The request is malformed.');
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(fields));
  };
}

function answer(secrets: Secrets, target: string, asked: v.InferOutput<typeof requestSchema>) {
  const name = target.replace(/^secretsmanager\./, '');
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  const known = Object.keys(operations).join(' and ');
  return operation === undefined
    ? refused('UnknownOperationException', `Only ${known} are answered here.`)
    : operation(secrets, asked);
}

/** Our stand-in for Secrets Manager: it knows the secrets of the template. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { json } from 'node:stream/consumers';
import * as v from 'valibot';
import { type Hashes, hashWith } from '../../functions/config/hash-key.ts';
import type { SecretDeclaration, SecretMade } from './template/declaration.ts';

/** The file of each secret beside the table, by how its id in the template begins. */
export const secretFiles = { SigningSecret: 'signing-secret.json', HashSecret: 'hash-secret.json' };

/** Values by ARN, made as the template says; with a folder they are the same after a restart. */
export function openSecrets(
  declared: readonly SecretDeclaration[],
  folder?: string,
): ReadonlyMap<string, string> {
  return new Map(declared.map((secret) => [secret.arn, kept(secret, fileOf(secret, folder))]));
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

const requestSchema = v.object({ SecretId: v.string() });

/** Answers GetSecretValue (JSON 1.1), and nothing else. */
export function secretsListener(
  secrets: ReadonlyMap<string, string>,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const read = v.safeParse(requestSchema, await json(request).catch(() => undefined));
    const isKnown = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    const value = read.success ? secrets.get(read.output.SecretId) : undefined;
    const answer =
      isKnown && read.success && value !== undefined
        ? { ARN: read.output.SecretId, Name: 'signing', SecretString: value }
        : isKnown
          ? {
              __type: 'ResourceNotFoundException',
              Message: "Secrets Manager can't find the specified secret.",
            }
          : {
              __type: 'UnknownOperationException',
              Message: 'Only GetSecretValue is answered here.',
            };
    response.writeHead(value !== undefined && isKnown ? 200 : 400, {
      'content-type': 'application/x-amz-json-1.1',
    });
    response.end(JSON.stringify(answer));
  };
}

/** Our stand-in for Secrets Manager: it knows one secret, the one that signs readers' links. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname } from 'node:path';

export const signingSecretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:signing';

/** The secret as the cloud template makes it; with a file it is the same after a restart. */
export function signingSecret(file?: string): string {
  if (file === undefined) return newSecret();
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const secret = newSecret();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, secret, { mode: 0o600 });
    return secret;
  }
}

/** Answers GetSecretValue (JSON 1.1), and nothing else. */
export function secretsListener(
  secret: string,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    request.resume();
    const isKnown = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    const answer = isKnown
      ? { ARN: signingSecretArn, Name: 'signing', SecretString: secret }
      : { __type: 'UnknownOperationException', Message: 'Only GetSecretValue is answered here.' };
    response.writeHead(isKnown ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer));
  };
}

function newSecret(): string {
  return JSON.stringify({ id: 'k1', secret: randomBytes(48).toString('base64url') });
}

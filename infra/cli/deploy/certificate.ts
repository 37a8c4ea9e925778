/** The certificate of the site's own host: asked for, validated, and written into cdk.json. */
import { minuteMs } from '../../../functions/config/time.ts';
import { RefusedError } from '../errors.ts';
import { certificateFor, certificateOf, requestCertificate } from './account/certificates.ts';
import type { CdkJson } from './cdk-json.ts';
import { type MailDomainDeps, sayPublished, takenText } from './mail-domain.ts';
import { publish } from './publish.ts';
import { whatFor } from './questions.ts';
import { type DnsRecord, pasteText } from './records.ts';
import { waitUntil } from './wait.ts';

const recordTimeoutMs = 2 * minuteMs;
const issuedTimeoutMs = 30 * minuteMs;

/** As for the records of mail, and where the ARN is written. */
export interface CertificateDeps extends MailDomainDeps {
  readonly cdkJson: CdkJson;
}

/**
 * Gets a certificate for the host, or goes on with the one that was asked for before. API Gateway takes
 * none that is not issued, so throws a RefusedError where that is not so in the end.
 */
export async function obtainCertificate(host: string, deps: CertificateDeps): Promise<void> {
  const { clients, say, cdkJson } = deps;
  const known = await certificateFor(host, clients);
  const arn = known ?? (await requestCertificate(host, clients));
  say(`ACM ${known === undefined ? 'is asked for' : 'has'} a certificate for ${host}.`);
  const standing = await certificateOf(arn, clients);
  if (standing.status !== 'ISSUED') await validate(arn, host, deps);
  cdkJson.write({ siteCertificateArn: arn }, whatFor);
}

async function validate(arn: string, host: string, deps: CertificateDeps): Promise<void> {
  const { clients, say, ask } = deps;
  const record = await recordOf(arn, host, deps);
  const published = await publish([record], clients);
  sayPublished(published, say);
  const [taken] = takenText(published);
  if (taken !== undefined) throw new RefusedError(taken);
  if (published.elsewhere.length > 0) {
    say(`\nAdd this DNS record where ${host} lives:`);
    for (const line of pasteText(published.elsewhere)) say(line);
    say('');
    const answer = await ask?.('Press Enter when it is there:');
    if (answer !== '') throw new RefusedError(notYet(host));
  }
  let reason: string | undefined;
  const seen = await waitUntil(
    async () => {
      const { status, reason: why } = await certificateOf(arn, clients);
      reason = why ?? reason;
      const line = `The certificate of ${host}: ${statusWords[status] ?? status}.`;
      return { line, isDone: status !== 'PENDING_VALIDATION' };
    },
    { say, timeoutMs: issuedTimeoutMs },
  );
  const { status } = await certificateOf(arn, clients);
  if (seen === 'done' && status === 'ISSUED') return;
  throw new RefusedError(seen === 'timeout' ? notYet(host) : failed(host, status, reason));
}

const statusWords: Readonly<Record<string, string>> = {
  PENDING_VALIDATION: 'ACM looks for its record',
  ISSUED: 'issued',
};

function notYet(host: string): string {
  return (
    `The certificate of ${host} waits for its DNS record, and the site cannot be at that name before. ` +
    'ACM looks for 72 hours. When the record is there, give this command again: it goes on where it was.'
  );
}

function failed(host: string, status: string, reason = 'ACM names no reason'): string {
  return (
    `ACM has not issued the certificate of ${host} (${status}: ${reason}). Mend that, then give this ` +
    'command again; or set siteDomain in cdk.json to "" for an address of AWS.'
  );
}

/** ACM names it a few seconds after it was asked for the certificate. */
async function recordOf(arn: string, host: string, deps: CertificateDeps): Promise<DnsRecord> {
  let found: DnsRecord | undefined;
  await waitUntil(
    async () => {
      const { record } = await certificateOf(arn, deps.clients);
      if (record === undefined) return { line: '', isDone: false };
      found = { output: 'Certificate', name: record.name, type: 'CNAME', values: [record.value] };
      return { line: '', isDone: true };
    },
    { say: () => {}, timeoutMs: recordTimeoutMs },
  );
  if (found === undefined) throw new RefusedError(notYet(host));
  return found;
}

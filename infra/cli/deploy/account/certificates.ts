/** Certificates of ACM, in the region of the stack. */
import type { Clients } from './clients.ts';

/** How a certificate stands. */
export interface CertificateStanding {
  /** `PENDING_VALIDATION` until its record is seen, then `ISSUED`. */
  readonly status: string;
  /** Why, when it failed. */
  readonly reason: string | undefined;
  /** The CNAME by which ACM sees whose the host is; undefined for the first seconds. */
  readonly record: { readonly name: string; readonly value: string } | undefined;
}

/** The ARN of a certificate for exactly this host that is issued or waits (API_ListCertificates.html). */
export async function certificateFor(
  host: string,
  { certificates }: Clients,
): Promise<string | undefined> {
  const { paginateListCertificates } = await import('@aws-sdk/client-acm');
  const pages = paginateListCertificates(
    { client: await certificates() },
    { CertificateStatuses: ['ISSUED', 'PENDING_VALIDATION'] },
  );
  for await (const { CertificateSummaryList = [] } of pages) {
    const found = CertificateSummaryList.find(({ DomainName }) => DomainName === host);
    if (found?.CertificateArn !== undefined) return found.CertificateArn;
  }
  return undefined;
}

/** Asks for one that is validated by DNS, which ACM then renews by itself (API_RequestCertificate.html). */
export async function requestCertificate(host: string, { certificates }: Clients): Promise<string> {
  const { RequestCertificateCommand } = await import('@aws-sdk/client-acm');
  const { CertificateArn } = await (await certificates()).send(
    new RequestCertificateCommand({
      DomainName: host,
      ValidationMethod: 'DNS',
      Tags: [{ Key: 'app', Value: 'paperboy' }],
    }),
  );
  if (CertificateArn === undefined) throw new Error('ACM has named no certificate.');
  return CertificateArn;
}

/** How it stands (API_DescribeCertificate.html). */
export async function certificateOf(
  arn: string,
  { certificates }: Clients,
): Promise<CertificateStanding> {
  const { DescribeCertificateCommand } = await import('@aws-sdk/client-acm');
  const { Certificate } = await (await certificates()).send(
    new DescribeCertificateCommand({ CertificateArn: arn }),
  );
  const [option] = Certificate?.DomainValidationOptions ?? [];
  const { Name, Value } = option?.ResourceRecord ?? {};
  const plain = (name: string) => name.replace(/\.$/, '');
  return {
    status: Certificate?.Status ?? '',
    reason: Certificate?.FailureReason,
    record:
      Name === undefined || Value === undefined
        ? undefined
        : { name: plain(Name), value: plain(Value) },
  };
}

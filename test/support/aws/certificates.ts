/** ACM: certificates that wait for their DNS record, which ACM names a while after it was asked. */

import { type Call, jsonError, jsonReply, type Service } from './call.ts';
import { type AccountState, accountId } from './state.ts';

const page = (name: string) => `https://docs.aws.amazon.com/acm/latest/APIReference/${name}.html`;

export function acm(state: AccountState): Service {
  const fields = ({ body }: Call) => JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  return {
    fail: jsonError,
    answers: [
      [
        'ListCertificates',
        {
          page: page('API_ListCertificates'),
          answer: () =>
            jsonReply({
              CertificateSummaryList: [...state.certificates].map(([CertificateArn, { host }]) => ({
                CertificateArn,
                DomainName: host,
              })),
            }),
        },
      ],
      [
        'RequestCertificate',
        {
          page: page('API_RequestCertificate'),
          answer: (call) => {
            const id = `00000000-0000-4000-8000-${String(state.certificates.size).padStart(12, '0')}`;
            const arn = `arn:aws:acm:${call.region}:${accountId}:certificate/${id}`;
            state.certificates.set(arn, { host: String(fields(call).DomainName), looks: 0 });
            return jsonReply({ CertificateArn: arn });
          },
        },
      ],
      [
        'DescribeCertificate',
        {
          page: page('API_DescribeCertificate'),
          answer: (call) => {
            const arn = String(fields(call).CertificateArn);
            const known = state.certificates.get(arn);
            if (known !== undefined)
              return jsonReply({ Certificate: described(arn, known, state) });
            return jsonError('ResourceNotFoundException', `Could not find certificate ${arn}.`);
          },
        },
      ],
    ],
  };
}

const looksUntilNamed = 2;
const looksUntilIssued = 5;

function described(
  CertificateArn: string,
  certificate: { readonly host: string; looks: number },
  { zones }: AccountState,
) {
  certificate.looks += 1;
  const { host, looks } = certificate;
  const Name = `_proof.${host}.`;
  const isThere = zones.some(({ records }) => records.has(`${Name} CNAME`));
  const isIssued = isThere && looks >= looksUntilIssued;
  const record = { Name, Type: 'CNAME', Value: '_answer.acm-validations.aws.' };
  return {
    CertificateArn,
    DomainName: host,
    Status: isIssued ? 'ISSUED' : 'PENDING_VALIDATION',
    DomainValidationOptions: [
      {
        DomainName: host,
        ValidationMethod: 'DNS',
        ...(looks < looksUntilNamed ? {} : { ResourceRecord: record }),
      },
    ],
  };
}

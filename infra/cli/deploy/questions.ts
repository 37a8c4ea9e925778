/** What an owner is asked before the first deploy, and what each answer is for. */

/** A setting of cdk.json that is asked for. */
export interface Question {
  readonly name: string;
  /** Stands beside the answer in cdk.json, and before the question. */
  readonly what: string;
  /** What Enter takes, by what was answered before. */
  readonly suggest?: (context: Readonly<Record<string, unknown>>) => string;
  /** Enter leaves it empty. */
  readonly isOptional?: true;
}

/** In this order; all but the region stand in cdk.json with values of an example until then. */
export const questions: readonly Question[] = [
  {
    name: 'region',
    what: 'The AWS region that Paperboy runs in and SES mails from.',
    suggest: () => 'eu-central-1',
  },
  {
    name: 'domain',
    what: 'The domain that mail comes from. You can add DNS records to it.',
  },
  {
    name: 'sender',
    what: 'The address that mail comes from, at that domain.',
    suggest: ({ domain }) => `editor@${domain}`,
  },
  {
    name: 'postalAddress',
    what: 'Your postal address in one line, which the law asks for in every mail.',
  },
  {
    name: 'alarmAddress',
    what: 'The address that is told when something is wrong.',
    suggest: ({ sender }) => String(sender),
  },
  {
    name: 'siteDomain',
    what: 'A host name of yours for the site, or nothing: AWS gives it an address. Only at a name of your own do mailed links outlive the stack.',
    isOptional: true,
  },
];

/** What other names that a deploy writes are for. */
export const whatFor: Readonly<Record<string, string>> = {
  ...Object.fromEntries(questions.map(({ name, what }) => [name, what])),
  siteCertificateArn: 'The certificate of siteDomain in ACM, in the same region.',
  protect: 'Whether stack and table are protected against deletion. paperboy destroy lifts it.',
  adopt: 'What an earlier Paperboy left, or you had before, and this one goes on with.',
  newsletter: 'The newsletter and feeds that the deploy sets up; gone from here when it has.',
};

const exampleHost = /(?:^|[.@])example\.(?:com|net|org)$/;
const exampleAddress = 'Example Press, 1 Example Street, 10115 Berlin, Germany';

/** Whether a setting still has to be given: it is empty, or what cdk.json came with (RFC 2606). */
export function isMissing(value: unknown): boolean {
  if (value === undefined || value === '') return true;
  return typeof value === 'string' && (exampleHost.test(value) || value === exampleAddress);
}

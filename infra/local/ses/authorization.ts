/** What SES asks IAM before it takes a message, and how it refuses. */
import type { AccountSettings } from './account.ts';
import { bareAddress } from './address.ts';
import { withDefaultSet } from './admission.ts';
import { type Refusal, refusal } from './answer.ts';
import { headerValue } from './headers.ts';
import { identityOf } from './identities.ts';
import { readSubmission, type SendAction, type Submission } from './submission.ts';

/** Where the identities and the configuration sets are. */
export interface Place {
  readonly region: string;
  readonly account: string;
  /** `aws` unless another one is named. */
  readonly partition?: string;
}

/** Each resource must be allowed, in this order; the first that is not is the one SES names. */
export interface Authorization {
  readonly action: `ses:${SendAction}`;
  readonly resources: readonly string[];
  /** The condition keys of SES by their names in IAM; a list is matched with ForAllValues. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Reads the form of SendRawEmail or SendEmail and tells what IAM is asked; undefined when the form
 * is none that SES would take, which it then refuses in its own words.
 */
export async function authorizationOfForm(
  action: SendAction,
  form: URLSearchParams,
  settings: AccountSettings,
  place: Place,
): Promise<Authorization | undefined> {
  const read = await readSubmission(action, form);
  if (read.kind === 'refused') return undefined;
  return authorizationOf(withDefaultSet(read.submission, settings), settings, place);
}

/**
 * Pure: what IAM is asked for this message (Service Authorization Reference, "Amazon SES": identity
 * and configuration set; Developer Guide, "Controlling access": the condition keys).
 */
function authorizationOf(
  submission: Submission,
  { identities, sandbox }: Pick<AccountSettings, 'identities' | 'sandbox'>,
  place: Place,
): Authorization {
  const { action, senders, destinations, configurationSet } = submission;
  const arn = (type: string, name: string) =>
    `arn:${place.partition ?? 'aws'}:ses:${place.region}:${place.account}:${type}/${name}`;
  // Who is not verified at all is refused by SES itself; until then its own address is asked for.
  const own = senders.map((sender) => identityOf(sender, identities ?? []) ?? bareAddress(sender));
  // Only reports tell of this, no page of AWS: aws/aws-sdk-js#3641, GSA/data.gov#3810,
  // cloudposse/terraform-aws-ses#40. That it is asked for verified recipients alone is a guess.
  const theirs = sandbox
    ? destinations.flatMap((address) => identityOf(address, identities ?? []) ?? [])
    : [];
  const resources = [
    ...own.map((name) => arn('identity', name)),
    ...(configurationSet === undefined ? [] : [arn('configuration-set', configurationSet)]),
    ...theirs.map((name) => arn('identity', name)),
  ];
  return {
    action: `ses:${action}`,
    resources: [...new Set(resources)],
    context: contextOf(submission),
  };
}

function contextOf({ from, head, destinations }: Submission): Authorization['context'] {
  const displayName = from.includes('<') ? from.slice(0, from.lastIndexOf('<')).trim() : '';
  const feedback = headerValue(head, 'Return-Path');
  return {
    'ses:FromAddress': bareAddress(from),
    ...(displayName === '' ? {} : { 'ses:FromDisplayName': displayName.replace(/^"|"$/g, '') }),
    'ses:Recipients': destinations,
    ...(feedback === undefined ? {} : { 'ses:FeedbackAddress': bareAddress(feedback) }),
  };
}

const forbidden = 403;

/** SES's refusal, in its own words and its odd quotes; the principal is an ARN of IAM or STS. */
export function accessDenied(principal: string, action: string, resource: string): Refusal {
  const message = `User \`${principal}' is not authorized to perform \`${action}' on resource \`${resource}'`;
  return refusal('AccessDenied', message, forbidden);
}

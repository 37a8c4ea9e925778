/** How services refuse what a caller has no right to, each in its own protocol and words. */
import type { Service } from './requests.ts';
import type { AskedRight, Verdict } from './statements.ts';

/** An HTTP answer that refuses, as the service gives it. */
export interface RefusalAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const contentTypes: Readonly<Record<Exclude<Service, 'ses'>, string>> = {
  dynamodb: 'application/x-amz-json-1.0',
  sqs: 'application/x-amz-json-1.0',
  secretsmanager: 'application/x-amz-json-1.1',
};

/** The answer to a caller, named by ARN, who was not allowed what was asked. */
export function refuse(
  service: Exclude<Service, 'ses'>,
  who: string,
  { action, resource }: AskedRight,
  verdict: Exclude<Verdict, 'allowed'>,
): RefusalAnswer {
  // SQS writes its actions in small letters.
  const named = service === 'sqs' ? action.toLowerCase() : action;
  const why =
    verdict === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${named} action`;
  const message = `User: ${who} is not authorized to perform: ${named} on resource: ${resource} ${why}`;
  const type =
    service === 'secretsmanager'
      ? 'AccessDeniedException'
      : 'com.amazon.coral.service#AccessDeniedException';
  return {
    status: 400,
    contentType: contentTypes[service],
    body: JSON.stringify({ __type: type, Message: message, message }),
  };
}

/** What a call to SES asks for in IAM's terms. */
import type { AccountSettings } from '../ses/account.ts';
import { authorizationOfForm } from '../ses/authorization.ts';
import { listPath } from '../ses/list-endpoint.ts';
import { standingPaths } from '../ses/standing-endpoint.ts';
import type { Owner } from './requests.ts';
import type { AskedRight } from './statements.ts';

/**
 * The rights that a form of the SES query API needs. What is no mail asks about the account as a
 * whole; a form that SES will not read needs none, and is refused by SES itself.
 */
export async function rightsOfMail(
  form: URLSearchParams,
  settings: AccountSettings,
  owner: Owner,
): Promise<AskedRight[]> {
  const action = form.get('Action') ?? '';
  if (action !== 'SendRawEmail' && action !== 'SendEmail') {
    return [{ action: `ses:${action}`, resource: '*', context: {} }];
  }
  const asked = await authorizationOfForm(action, form, settings, owner);
  if (asked === undefined) return [];
  const context = Object.fromEntries(
    Object.entries(asked.context).map(([key, value]) => [key.toLowerCase(), value]),
  );
  return asked.resources.map((resource) => ({ action: asked.action, resource, context }));
}

/** A call of the SES API v2, which is a REST service. */
export interface RestCall {
  readonly method: string;
  readonly path: string;
}

const listActions: Readonly<Record<string, string>> = {
  PUT: 'ses:PutSuppressedDestination',
  DELETE: 'ses:DeleteSuppressedDestination',
};

/**
 * The right that a call of the API v2 needs: for the suppression list and the account IAM knows no
 * resource (Service Authorization Reference, "Actions defined by Amazon Simple Email Service v2").
 */
export function rightOfRest({ method, path }: RestCall, owner: Owner): AskedRight {
  const { account, identities } = standingPaths;
  if (method === 'GET' && path === account) {
    return { action: 'ses:GetAccount', resource: '*', context: {} };
  }
  if (method === 'GET' && path.startsWith(`${identities}/`)) {
    const name = decodeURIComponent(path.slice(identities.length + 1));
    const resource = `arn:aws:ses:${owner.region}:${owner.account}:identity/${name}`;
    return { action: 'ses:GetEmailIdentity', resource, context: {} };
  }
  const action = path.startsWith(listPath) ? listActions[method] : undefined;
  if (action === undefined) throw new Error(`A call to SES that is not here: ${method} ${path}.`);
  return { action, resource: '*', context: {} };
}

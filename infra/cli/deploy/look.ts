/** A look at the account before anything is made in it. Nothing is changed. */
import type { Settings } from '../../cloud/settings.ts';
import { stackNameOf } from '../../cloud/settings.ts';
import type { Clients } from './account/clients.ts';
import { type StackStanding, stackOf, toolkitName } from './account/stacks.ts';
import {
  type Caller,
  callerOf,
  concurrencyOf,
  type IdentityStanding,
  identityOf,
  type SesStanding,
  sesStandingOf,
} from './account/standing.ts';
import { type Zone, zoneOf } from './account/zones.ts';

/** What was found. */
export interface Look {
  readonly caller: Caller;
  readonly ses: SesStanding;
  /** What SES knows of the domain already. */
  readonly identity: IdentityStanding | undefined;
  /** Lambda functions that the account runs at once. */
  readonly concurrency: number;
  /** The stack of `cdk bootstrap`. */
  readonly toolkit: StackStanding | undefined;
  readonly stack: StackStanding | undefined;
  /** The zone of the domain in Route 53. */
  readonly zone: Zone | undefined;
}

/** Looks at everything that a deploy depends on; first who calls, which tells most of what is wrong. */
export async function lookAt(settings: Settings, clients: Clients): Promise<Look> {
  const caller = await callerOf(clients);
  const [ses, identity, concurrency, toolkit, stack, zone] = await Promise.all([
    sesStandingOf(clients),
    identityOf(settings.domain, clients),
    concurrencyOf(clients),
    stackOf(toolkitName, clients),
    stackOf(stackNameOf(settings), clients),
    zoneOf(settings.domain, clients),
  ]);
  return { caller, ses, identity, concurrency, toolkit, stack, zone };
}

/** Whether a stack is there and works (its status codes: "View CloudFormation stack events"). */
export function isStanding(stack: StackStanding | undefined): boolean {
  return /^(?:CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE$/.test(
    stack?.status ?? '',
  );
}

/** Whether nothing is there of it: never made, not yet, or undone when it was first made. */
export function isNothing(stack: StackStanding | undefined): boolean {
  return /^(?:|REVIEW_IN_PROGRESS|ROLLBACK_COMPLETE)$/.test(stack?.status ?? '');
}

/** Whether CloudFormation is at work on it. A change set that nobody has run yet is no work. */
export function isAtWork({ status }: StackStanding): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** Whether only people can mend it. */
export function isStuck({ status }: StackStanding): boolean {
  return /^(?:ROLLBACK|DELETE|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_FAILED$/.test(status);
}

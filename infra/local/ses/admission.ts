/** Whether the account may send this message now, and what SES says when it may not. */
import type { Account, AccountSettings } from './account.ts';
import { bareAddress } from './address.ts';
import type { Refusal } from './answer.ts';
import { isSimulator } from './fates.ts';
import { identityOf } from './identities.ts';
import { noSuchSet, notVerified, paused, quotaUsed, setPaused, tooFast } from './refusals.ts';
import type { Submission } from './submission.ts';

/** Takes the message into the account's rate and day, or says why not. */
export function admission(
  submission: Submission,
  account: Account,
  region: string,
): Refusal | undefined {
  const settings = account.settings();
  const { destinations } = submission;
  if (!settings.sendingEnabled) return paused;
  const why = setFault(submission.configurationSet, settings);
  if (why !== undefined) return why;
  const failed = unverified(submission, settings);
  if (failed.length > 0) return notVerified(failed, region);
  const counted = destinations.filter((address) => !isSimulator(address)).length;
  const admitted = account.admit(destinations.length, counted);
  if (admitted === 'admitted') return undefined;
  return admitted === 'quota-used' ? quotaUsed : tooFast;
}

/** The set of the call or the header, else the default one of the identity that sends. */
export function withDefaultSet(
  submission: Submission,
  { identities, defaultSets }: AccountSettings,
): Submission {
  if (submission.configurationSet !== undefined || identities === undefined) return submission;
  const identity = identityOf(submission.from, identities) ?? '';
  const configurationSet = defaultSets[identity];
  return configurationSet === undefined ? submission : { ...submission, configurationSet };
}

function setFault(set: string | undefined, settings: AccountSettings): Refusal | undefined {
  if (set === undefined) return undefined;
  if (settings.configurationSets?.includes(set) === false) return noSuchSet(set);
  return settings.pausedSets.includes(set) ? setPaused(set) : undefined;
}

/** Every sender, and in the sandbox every recipient that is not one of the mailbox simulator. */
function unverified(
  { senders, destinations }: Submission,
  { identities, sandbox }: AccountSettings,
): string[] {
  const recipients = destinations.filter((address) => !isSimulator(address));
  const asked = [
    ...(identities === undefined ? [] : senders),
    ...(sandbox ? recipients.map(bareAddress) : []),
  ];
  return [...new Set(asked)].filter((each) => identityOf(each, identities ?? []) === undefined);
}

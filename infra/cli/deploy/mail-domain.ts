/** The DNS of a stack's mail and site, from its records to SES's word that it has seen them. */
import { minuteMs } from '../../../functions/config/time.ts';
import type { Settings } from '../../cloud/settings.ts';
import type { Terminal } from '../command.ts';
import type { Clients } from './account/clients.ts';
import { type IdentityStanding, identityOf } from './account/standing.ts';
import type { Outputs } from './outputs.ts';
import { type Published, publish } from './publish.ts';
import { pasteText, recordsOf } from './records.ts';
import { waitUntil } from './wait.ts';

/** SES looks again for 72 hours by itself; nobody is kept waiting so long. */
const seenTimeoutMs = 15 * minuteMs;

/** Whom it speaks with. `ask` is absent where nobody answers. */
export interface MailDomainDeps {
  readonly clients: Clients;
  readonly say: Terminal['say'];
  readonly ask: Terminal['ask'] | undefined;
}

/** Sets the records up, and waits for SES where they are on their way. What is left is said. */
export async function setUpDns(
  outputs: Outputs,
  { domain }: Settings,
  deps: MailDomainDeps,
): Promise<readonly string[]> {
  const { clients, say } = deps;
  const published = await publish(recordsOf(outputs), clients);
  sayPublished(published, say);
  const before = await identityOf(domain, clients);
  if (before !== undefined && isReady(before)) {
    say(`SES has seen the records of ${domain}.`);
    return takenText(published);
  }
  if (published.elsewhere.length > 0) {
    say(`\nAdd these DNS records where ${domain} lives:`);
    for (const line of pasteText(published.elsewhere)) say(line);
    say('');
    if (!(await areAdded(deps.ask))) return [...takenText(published), laterText(domain)];
  }
  const seen = await waitUntil(
    async () => {
      const identity = await identityOf(domain, clients);
      return {
        line: standingText(domain, identity),
        isDone: identity !== undefined && isReady(identity),
      };
    },
    { say, timeoutMs: seenTimeoutMs },
  );
  return [...takenText(published), ...(seen === 'done' ? [] : [laterText(domain)])];
}

async function areAdded(ask: Terminal['ask'] | undefined): Promise<boolean> {
  const answer = await ask?.('Press Enter when they are there. To go on without, type later:');
  return answer === '';
}

function isReady({ isVerified, mailFrom }: IdentityStanding): boolean {
  return isVerified && (mailFrom === undefined || mailFrom === 'SUCCESS');
}

const statusWords: Readonly<Record<string, string>> = {
  SUCCESS: 'seen',
  PENDING: 'not seen yet',
  NOT_STARTED: 'not seen yet',
  FAILED: 'not seen in 72 hours',
  TEMPORARY_FAILURE: 'not to be seen at the moment',
};

function standingText(domain: string, identity: IdentityStanding | undefined): string {
  if (identity === undefined) return `SES does not know ${domain} yet.`;
  const { dkim, mailFrom } = identity;
  const word = (status: string) => statusWords[status] ?? status;
  const from = mailFrom === undefined ? '' : `, MAIL FROM ${word(mailFrom)}`;
  return `SES looks for the records of ${domain}: DKIM ${word(dkim)}${from}.`;
}

/** Says of each record that was added, and of those that were there. */
export function sayPublished({ written, there }: Published, say: Terminal['say']): void {
  for (const { name, type } of written) say(`Route 53: ${type} ${name} is added.`);
  if (there.length > 0) say(`Route 53: ${there.length} of the records were there already.`);
}

/** What to do about each record whose name is taken. */
export function takenText({ taken }: Published): string[] {
  return taken.map(
    ({ name, type, values, found }) =>
      `${name} has a ${type} record that Paperboy has not made, ${found.join(' and ')}, and it is left ` +
      `as it is. It has to be ${values.join(' and ')}: change it in Route 53 if nothing else needs it.`,
  );
}

function laterText(domain: string): string {
  return (
    `SES has not seen the DNS records of ${domain} yet; until then nobody gets mail. It goes on ` +
    'looking for 72 hours. Give this command again to see whether it has. If it stays so, see that your ' +
    'registrar names the name servers of the zone that has them.'
  );
}

import type { SuppressedReason } from './account.ts';

/** What becomes of a message after SES took it, for one recipient. */
export type Fate =
  | 'delivered'
  | 'bounced'
  | 'mailbox-full'
  | 'suppressed'
  | 'suppressed-after-bounce'
  | 'suppressed-after-complaint'
  | 'out-of-office'
  | 'complained'
  | 'delayed'
  | 'rejected'
  | 'silent';

/** Every fate, for checks at the edge and for people to choose from. */
export const fates: readonly Fate[] = [
  'delivered',
  'bounced',
  'mailbox-full',
  'suppressed',
  'suppressed-after-bounce',
  'suppressed-after-complaint',
  'out-of-office',
  'complained',
  'delayed',
  'rejected',
  'silent',
];

/** What SES does with mail to an address on the account's suppression list. */
export const suppressedFates: Readonly<Record<SuppressedReason, Fate>> = {
  BOUNCE: 'suppressed-after-bounce',
  COMPLAINT: 'suppressed-after-complaint',
};

const simulatorDomain = '@simulator.amazonses.com';
const simulated: ReadonlyMap<string, Fate> = new Map([
  ['success', 'delivered'],
  ['bounce', 'bounced'],
  ['ooto', 'out-of-office'],
  ['complaint', 'complained'],
  ['suppressionlist', 'suppressed'],
]);

/** The mailbox simulator: its recipients count for the rate, not for the daily quota. */
export function isSimulator(address: string): boolean {
  return address.toLowerCase().endsWith(simulatorDomain);
}

/** What SES's simulator does with an address, a +label allowed; anyone else gets their mail. */
export function fateOf(address: string): Fate {
  if (!isSimulator(address)) return 'delivered';
  const [name = ''] = address.toLowerCase().slice(0, -simulatorDomain.length).split('+');
  return simulated.get(name) ?? 'bounced';
}

/** Does the message carry the EICAR test file, as it is or in base64? SES then gives Reject. */
export function carriesTestVirus(raw: Buffer): boolean {
  return raw.includes(eicar) || raw.includes(eicarBase64);
}

// In two halves, so that no scanner takes this file itself for infected.
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-', 'STANDARD-ANTIVIRUS-TEST-FILE!'].join('');
const eicarBase64 = Buffer.from(eicar.slice(0, 54), 'latin1').toString('base64');

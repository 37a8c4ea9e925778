/**
 * The reputation of an account, as SES tells CloudWatch of it (SES Developer Guide, "Monitoring your
 * Amazon SES sender reputation"): the share of permanent bounces and of complaints in a
 * "representative volume" of mail. How much that is AWS does not say; here it is the last 250.
 */
import type { Metrics } from '../alarms/metrics.ts';
import { type Fate, isSimulator } from './fates.ts';
import type { Accepted } from './mailbox.ts';

const representativeMails = 250;

/** Writes both rates down; before the first mail there are none. */
export function sampleReputation(
  messages: readonly Pick<Accepted, 'destinations' | 'fates'>[],
  { gauge }: Pick<Metrics, 'gauge'>,
): void {
  // Mail to the simulator harms nobody's reputation.
  const counted = messages
    .slice(-representativeMails)
    .flatMap(({ destinations, fates }) =>
      fates.filter((_, n) => !isSimulator(destinations[n] ?? '')),
    );
  if (counted.length === 0) return;
  const share = (fate: Fate) => counted.filter((one) => one === fate).length / counted.length;
  const rate = (name: string, value: number) =>
    gauge({ namespace: 'AWS/SES', name: `Reputation.${name}` }, value);
  rate('BounceRate', share('bounced'));
  rate('ComplaintRate', share('complained'));
}

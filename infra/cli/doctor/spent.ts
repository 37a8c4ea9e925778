/** What AWS has charged this month, of the account as a whole: what SES sends bears no tag of ours. */
import { CostExplorerClient, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { ask, patience } from './asked.ts';

/** The bill. */
export interface Spent {
  /** USD from the first day of the month (UTC) up to the day of `now` (ms). Each question costs a cent. */
  readonly thisMonth: (now: number) => Promise<number>;
  readonly close: () => void;
}

/** Opens Cost Explorer, which is in one region for all (Cost Explorer API Reference, "Endpoint"). */
export function openSpent(): Spent {
  const client = new CostExplorerClient({ ...patience, region: 'us-east-1' });
  return {
    thisMonth: async (now) => {
      const { start, end } = monthOf(now);
      const command = new GetCostAndUsageCommand({
        TimePeriod: { Start: dateOf(start), End: dateOf(end) },
        Granularity: 'MONTHLY',
        Metrics: ['UnblendedCost'],
      });
      const answer = await ask('ce:GetCostAndUsage', () => client.send(command));
      const totals = answer.ResultsByTime ?? [];
      return totals.reduce((sum, { Total }) => sum + Number(Total?.UnblendedCost?.Amount ?? 0), 0);
    },
    close: () => client.destroy(),
  };
}

const dayMs = 86_400_000;

/** From the first of the month to the end of the day, which is not in it any more (ms). */
export function monthOf(now: number): { readonly start: number; readonly end: number } {
  const date = new Date(now);
  const start = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  return { start, end: now - (now % dayMs) + dayMs };
}

function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

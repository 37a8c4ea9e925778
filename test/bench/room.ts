/** Room for readers: an edition for 5,000 at each scale, as shipped, and people who come meanwhile. */
import { scaleNames } from '../../infra/cloud/scale.ts';
import { startCloud } from '../../infra/local/cloud.ts';
import { busyHour, executionsMax, manySendsAllowed, throttled } from '../support/busy-hour.ts';
import { testContext } from '../support/cloud.ts';

const readers = 5_000;

/** Prints for each scale how people were answered and what became of the edition. */
export async function run(): Promise<void> {
  for (const scale of scaleNames) {
    const cloud = await startCloud({
      port: 0,
      code: 'shipped',
      context: { ...testContext, scale },
      demo: false,
      ticking: false,
      zone: 'UTC',
      write: () => {},
      settings: manySendsAllowed,
    });
    try {
      const hour = await busyHour(cloud, readers);
      const mails = [...hour.mails.values()];
      const wanted = readers + hour.newcomers;
      const answered = (statuses: readonly number[]) =>
        [...new Set(statuses)].map((one) => `${statuses.filter((s) => s === one).length} x ${one}`);
      process.stdout.write(
        `${scale}: ${hour.seconds.toFixed(0)} s; signups ${answered(hour.signups)}; one click ` +
          `${answered(hour.leavers)}; browsers ${answered(hour.browsers)}; ` +
          `lost ${wanted - mails.length}, doubled ${mails.filter((n) => n > 1).length}; at most ` +
          `${executionsMax(cloud)} of ${cloud.template.outputs.AccountConcurrency} executions, ` +
          `${throttled(cloud)} throttled\n`,
      );
    } finally {
      await cloud.stop();
    }
  }
}

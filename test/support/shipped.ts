/** A stage of the test's own as it would be deployed: bundles, in workers, with rights enforced. */
import type { TestContext } from 'node:test';
import type { Cloud } from '../../infra/local/cloud.ts';
import type { CloudOptions } from '../../infra/local/cloud-options.ts';
import { testCloud } from './cloud.ts';
import { noteRights } from './rights-seen.ts';

/** Starts it on a free port; it goes when the test ends, and what its doors asked for is noted. */
export async function testCloudAsShipped(
  t: TestContext,
  options: Partial<CloudOptions> = {},
): Promise<Cloud> {
  const cloud = await testCloud(t, { ...options, code: 'shipped' });
  t.after(() => noteRights(cloud));
  return cloud;
}

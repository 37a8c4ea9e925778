/**
 * The journeys, as shipped: the bundles that a deployment uploads, each in workers of its own with
 * the environment, memory and time of the template, and with the rights of its role.
 */
import { suite } from 'node:test';

suite('as shipped', async () => {
  await import('./items.ts');
  await import('./reader.ts');
  await import('./archive.ts');
  await import('./websub.ts');
  await import('./mishaps.ts');
  await import('./restart.ts');
  // Last: it looks at what the others have used.
  await import('./rights.ts');
});

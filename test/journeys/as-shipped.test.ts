/**
 * The journeys, as shipped: the bundles that a deployment uploads, each in workers of its own with
 * the environment, memory and time of the template, and with the rights of its role.
 */
import './items.ts';
import './reader.ts';
import './archive.ts';
import './websub.ts';
import './restart.ts';
import { test } from 'node:test';
import { rightsSeen } from '../support/cloud.ts';

test('show', () => {
  console.log('DENIED', [...rightsSeen.denied]);
  for (const [role, statements] of rightsSeen.granted)
    for (const s of statements)
      for (const a of [s.Action].flat())
        for (const r of [s.Resource ?? ''].flat()) {
          const used = [...(rightsSeen.used.get(`${role} ${a}`) ?? [])];
          if (!used.includes(r)) console.log('UNUSED', role, a, r);
        }
});

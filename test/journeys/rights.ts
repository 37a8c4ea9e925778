import { test } from 'node:test';
import { rightsSeen } from '../support/cloud.ts';

test('show', () => {
  process.stdout.write(`DENIED ${[...rightsSeen.denied]}\n`);
  for (const [role, statements] of rightsSeen.granted) {
    for (const { Action, Resource = '' } of statements) {
      for (const action of [Action].flat()) {
        for (const resource of [Resource].flat()) {
          const used = rightsSeen.used.get(`${role} ${action}`);
          if (!used?.has(resource)) process.stdout.write(`UNUSED ${role} ${action} ${resource}\n`);
        }
      }
    }
  }
});

/** An alarm stands in the log once when it begins, and once when it is over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logAlarms } from '../../../infra/local/serve/alarm-log.ts';

test('an alarm is told when it begins and when it is over, and not in between', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let state: 'OK' | 'ALARM' = 'OK';
  const lines: string[] = [];
  const alarms = () => [{ name: 'Late', state, text: 'Look.', why: '', since: 0 }];
  const stop = logAlarms({ alarms } as Parameters<typeof logAlarms>[0], (line) => lines.push(line));
  const minutes = (count: number) => {
    for (let n = 0; n < count; n++) t.mock.timers.tick(60_000);
  };
  minutes(3);
  state = 'ALARM';
  minutes(3);
  state = 'OK';
  minutes(3);
  stop();
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [
      { level: 'error', message: 'alarm', alarm: 'Late', todo: 'paperboy help Late' },
      { level: 'info', message: 'alarm is over', alarm: 'Late' },
    ],
  );
});

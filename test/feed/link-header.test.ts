import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { linkedAddress } from '../../functions/feed/get/link-header.ts';
import { leastCpuMsOf } from '../support/effort.ts';

const base = 'https://t.example/feed/';
const hub = 'https://hub.example/';

const cases: Record<string, [header: string, url: string | undefined]> = {
  'the plain form': ['<https://hub.example/>; rel="hub"', hub],
  'no quotes, odd case, blanks': ['< https://hub.example/ > ;  REL = Hub', hub],
  'after another link': ['<https://t.example/>; rel="self", <https://hub.example/>; rel=hub', hub],
  'several relations in one': ['<https://hub.example/>; rel="preload hub"', hub],
  'a comma and a bracket in a quoted title': [
    '<https://x.example/>; title="a, <b> \\" c"; rel=alternate, <https://hub.example/>; rel=hub',
    hub,
  ],
  'a relative address': ['<../hub>; rel=hub', 'https://t.example/hub'],
  'the first rel counts': ['<https://hub.example/>; rel=self; rel=hub', undefined],
  'another scheme': ['<javascript:alert(1)>; rel=hub', undefined],
  'no relation': ['<https://hub.example/>', undefined],
  'a bracket never closed': ['<https://hub.example/; rel=hub', undefined],
  'nothing at all': ['', undefined],
};

suite('the Link header', () => {
  for (const [name, [header, url]] of Object.entries(cases)) {
    test(name, () => assert.equal(linkedAddress(header, 'hub', base), url));
  }

  test('is read in no time, however long and odd', async () => {
    for (const unit of ['<', '<>', '<>;"', '<>;rel=', ',;"\\']) {
      const read = (times: number) => () => {
        assert.equal(linkedAddress(unit.repeat(times), 'hub', base), undefined);
      };
      const [short, long] = [await leastCpuMsOf(read(1e4)), await leastCpuMsOf(read(1e6))];
      // A hundred times as much; with the square it would be ten thousand.
      assert.ok(long < 2_000 * Math.max(short, 0.2), `${unit}: ${short} and ${long} ms of CPU`);
    }
  });
});

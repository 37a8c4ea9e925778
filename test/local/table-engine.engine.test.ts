/** The table engine of this machine is found by who was told where it is, and by no page of a browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTableEngine } from '../../infra/local/table.ts';

test('the engine is at an address of its own, and nothing is at the usual one', async (t) => {
  const named = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  t.after(() => {
    if (named !== undefined) process.env.AWS_ENDPOINT_URL_DYNAMODB = named;
  });
  const engines = [await startTableEngine(), await startTableEngine()];
  t.after(() => Promise.all(engines.map(({ stop }) => stop())));
  const hosts = engines.map(({ endpoint }) => new URL(endpoint).hostname);
  assert.equal(new Set(hosts).size, 2);
  for (const { endpoint } of engines) {
    const { hostname, port } = new URL(endpoint);
    assert.match(hostname, /^127\.(?!0\.0\.1$)\d+\.\d+\.\d+$/);
    assert.ok((await fetch(endpoint)).status > 0, 'It answers where it is.');
    for (const usual of ['127.0.0.1', 'localhost', '[::1]']) {
      await assert.rejects(fetch(`http://${usual}:${port}`), TypeError, usual);
    }
  }
});

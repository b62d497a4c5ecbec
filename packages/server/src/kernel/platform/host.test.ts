import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { createPlatformHarness } from '../../testing/platform.ts';
import { executePlatform } from './execute-platform.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness();
});
after(() => harness.close());

test('a platform operation answers at the platform host only, whatever an edge lets through', async () => {
  const platform = createPlatformHarness(harness);
  const credential = await platform.signedIn();
  const ask = async (host: string) => {
    const { answer } = await executePlatform(platform.kernel, {
      requestId: harness.parts.ids.next(),
      edge: 'http',
      host,
      operation: 'directory.listTenants',
      input: {},
      credential,
      address: '127.0.0.1',
      device: 'test',
    });
    return answer.ok ? 'ok' : answer.error.code;
  };
  assert.equal(await ask('localhost:8420'), 'ok');
  for (const host of [harness.acme.host, 'nobody.localhost', 'localhost.example.com'])
    assert.equal(await ask(host), 'unknown_host', host);
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigurationError, loadConfig } from '../kernel/config/index.ts';
import { createLog } from '../kernel/log/index.ts';
import { StartupError } from '../kernel/process/index.ts';
import { rehearseEgress } from '../testing/egress/rehearsal.ts';
import { openEgress } from './egress.ts';

const tenantId = '01890a5d-ac96-774b-bcce-b302099a8057';

function recordingLog() {
  const lines: string[] = [];
  const clock = { now: () => 0 };
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, log: createLog({ level: 'info', clock, destination }) };
}

test('a deployment that says so reaches its private host with its own certificate; a refusal is logged without where', async () => {
  const world = await rehearseEgress();
  const directory = await mkdtemp(join(tmpdir(), 'wardroom-egress-'));
  const file = join(directory, 'authority.pem');
  try {
    await writeFile(file, `# of the company\n${world.authority.cert}`);
    const { port } = world.peer;
    const config = loadConfig({
      WARDROOM_BASE_DOMAIN: 'chat.example.org',
      WARDROOM_EGRESS_RESOLVERS: world.names.address,
      WARDROOM_EGRESS_ALLOW: `jwks=keys.example.com:${port}=127.0.0.0/8`,
      WARDROOM_EGRESS_CERTIFICATES_FILE: file,
    });
    const { lines, log } = recordingLog();
    const egress = await openEgress({ config, log });
    assert.equal((await egress.fetch('jwks', world.url, { tenantId })).status, 200);
    assert.deepEqual(lines, []);
    world.names.set('secret-partner.example.com', { a: ['10.9.8.7'] });
    for (const url of ['https://secret-partner.example.com/', 'https://acme.chat.example.org/'])
      await assert.rejects(egress.fetch('jwks', url, { tenantId }), { code: 'egress_refused' });
    const told = lines.map((line) => JSON.parse(line));
    assert.deepEqual(
      told.map(({ level, event, reason, purpose, suspicious }) => ({
        level,
        event,
        reason,
        purpose,
        suspicious,
      })),
      ['address_private', 'host_own'].map((reason) => ({
        ...{ level: 'warn', event: 'egress.refused', reason, purpose: 'jwks', suspicious: true },
      })),
    );
    assert.equal(told[0].tenantId, tenantId);
    assert.ok(!/secret-partner|10\.9\.8\.7|acme/.test(lines.join('')));
    egress.close();
  } finally {
    await world.close();
    await rm(directory, { recursive: true });
  }
});

test('a file without a certificate stops the start', async () => {
  const config = loadConfig({ WARDROOM_EGRESS_CERTIFICATES_FILE: '/nowhere/authority.pem' });
  await assert.rejects(openEgress({ config, log: recordingLog().log }), StartupError);
});

test('settings of the egress guard that are not exactly of their form are refused by name', () => {
  const wrong = {
    WARDROOM_EGRESS_RESOLVERS: ['ns.example.com', '10.0.0.1:70000', '10.0.0.1:53:53', '[10.0.0.1]:53'],
    WARDROOM_EGRESS_ALLOW: [
      'jwks=keys.internal:443',
      'jwks=keys.internal:443=10.0.0.0/33',
      'all=a.b:1=10.0.0.0/8',
    ],
    WARDROOM_EGRESS_PROXY: ['proxy:3128', 'https://proxy:3128', 'http://user@proxy:3128', 'http://proxy'],
    WARDROOM_OWN_ADDRESSES: ['198.51.100.0/33', 'example.com'],
  };
  for (const [variable, values] of Object.entries(wrong))
    for (const value of values)
      assert.throws(
        () => loadConfig({ [variable]: value }),
        (error) => error instanceof ConfigurationError && error.faults[0]?.variable === variable,
        `${variable}=${value}`,
      );
  const { egressResolvers, egressProxy, egressAllow } = loadConfig({
    WARDROOM_EGRESS_RESOLVERS: '10.0.0.53, [fd00::53]:53,fd00::54,10.0.0.53:5353',
    WARDROOM_EGRESS_PROXY: 'http://proxy.internal:3128',
    WARDROOM_EGRESS_ALLOW: 'webhook=[fd00::1]:443=fd00::/64',
  });
  assert.equal(egressResolvers.length, 4);
  assert.deepEqual(egressProxy, { host: 'proxy.internal', port: 3128 });
  assert.equal(egressAllow[0]?.host, 'fd00::1');
});

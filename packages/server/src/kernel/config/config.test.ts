import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ConfigurationError, checkoutDirectory, loadConfig, referencePage } from './index.ts';

const faultsOf = (environment: Record<string, string>) => {
  try {
    loadConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigurationError);
    return error.faults.map(({ variable }) => variable);
  }
  return [];
};

test('without any variable the server is closed: loopback, no trusted proxy, durable', () => {
  const config = loadConfig({ PATH: '/bin', HOME: '/root' });
  assert.equal(config.bindAddress, '127.0.0.1');
  assert.equal(config.port, 8420);
  assert.deepEqual(config.trustedProxies, []);
  assert.equal(config.globalLimit, 100_000);
  assert.equal(config.unsafeDurability, false);
  assert.equal(config.dataDirectory, join(checkoutDirectory, '.wardroom'));
  assert.ok(Object.isFrozen(config));
});

test('a variable that does not exist is refused by name', () => {
  assert.deepEqual(faultsOf({ WARDROOM_LIMIT_GLOBAl: '5', WARDROOM_POTR: '1' }), [
    'WARDROOM_LIMIT_GLOBAl',
    'WARDROOM_POTR',
  ]);
});

test('every wrong value is named at once, and no value is repeated', () => {
  const environment = {
    WARDROOM_PORT: '70000',
    WARDROOM_BIND_ADDRESS: 'everywhere',
    WARDROOM_BASE_DOMAIN: '10.0.0.1',
    WARDROOM_TRUSTED_PROXIES: '10.0.0.0/33',
    WARDROOM_NODE_ROLES: 'http,king',
    DATABASE_URL: 'hunter2-secret',
  };
  assert.deepEqual(faultsOf(environment).sort(), Object.keys(environment).sort());
  assert.throws(
    () => loadConfig(environment),
    (error: Error) => !error.message.includes('hunter2'),
  );
});

test('a demonstration cannot listen beyond loopback', () => {
  assert.deepEqual(faultsOf({ WARDROOM_DEMO: 'true', WARDROOM_BIND_ADDRESS: '0.0.0.0' }), ['WARDROOM_DEMO']);
  assert.deepEqual(faultsOf({ WARDROOM_DEMO: 'true' }), []);
});

test('the reference page is current', () => {
  assert.equal(readFileSync(join(checkoutDirectory, 'docs/configuration.md'), 'utf8'), referencePage());
});

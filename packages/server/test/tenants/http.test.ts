/** Isolation over HTTP: real sockets, the real edge; status, every header and every byte are compared. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, operations } from '@wardroom/contract';
import { acceptsGet } from '../../src/edges/http/query-input.ts';
import { type Deployment, deploy } from './deployment.ts';
import { callers } from './nodes.ts';
import { httpSide, probeDeployment, type Report } from './probe/index.ts';

const all: readonly AnyOperation[] = Object.values(operations);
let deployment: Deployment;
before(async () => {
  deployment = await deploy();
});
after(() => deployment.close());

function requireWhole({ findings, compared }: Report, least: number): void {
  assert.deepEqual(findings, []);
  assert.ok(compared.size >= least, `only ${compared.size} operations were attacked`);
  for (const [name, count] of compared) assert.ok(count >= callers.length, name);
  assert.deepEqual(deployment.harness.bugs, []);
}

test('a POST with an identifier of the other tenant is answered like one with a random identifier, byte for byte', async () => {
  const { acme, globex } = deployment;
  requireWhole(await probeDeployment(httpSide(acme), httpSide(globex), all), 31);
});

test('a GET with an identifier of the other tenant in its URL is answered like one with a random identifier', async () => {
  const { acme, globex } = deployment;
  const queries = all.filter(acceptsGet);
  requireWhole(await probeDeployment(httpSide(acme, 'GET'), httpSide(globex, 'GET'), queries), 12);
});

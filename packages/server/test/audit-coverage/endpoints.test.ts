/**
 * The endpoints that are no operations, since standards prescribe them: each of them, in each way in which it answers, asked
 * for real, leaves in the log what is declared beside it (contract/src/endpoints), no more and no fewer.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Endpoint, type EndpointName, endpoints, operationNames, uuidOf } from '@wardroom/contract';
import { basic, type Said } from '../../src/testing/oauth/client.ts';
import type { Outcome, Row } from './endpoint-cases.ts';
import { everyGrant, rows } from './endpoint-rows.ts';
import { countEntries, entriesOf } from './entries.ts';
import { openScene, type Scene, saidIn, wanted } from './scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.close());

const names = Object.keys(endpoints) as EndpointName[];
const declaredOf = ({ audit, also, refused }: Endpoint): readonly string[] => [
  ...[audit, refused].filter((type) => typeof type === 'string'),
  ...also,
  ...['request.limited', 'request.refused'],
];
const outcomes: readonly Outcome[] = ['success', 'blocked', 'failure'];

test('each endpoint is seen in each outcome, or there is a reason why it cannot be', () => {
  for (const name of names) {
    const { rows: cases, never = {} } = rows[name];
    for (const outcome of outcomes) {
      const isSeen = cases.some((row) => row.outcome === outcome);
      assert.ok(isSeen !== (never[outcome] !== undefined), `${name} ${outcome}`);
    }
  }
  for (const grant of everyGrant)
    for (const outcome of ['success', 'blocked'] as const)
      assert.ok(
        rows['oauth.token'].rows.some((row) => row.grant === grant && row.outcome === outcome),
        `${grant} ${outcome}`,
      );
});

test('each type that an endpoint declares is seen, and none that it does not', () => {
  for (const name of names) {
    const seen = new Set(rows[name].rows.flatMap(({ leaves }) => leaves));
    assert.deepEqual([...seen].toSorted(), [...new Set(declaredOf(endpoints[name]))].toSorted(), name);
  }
});

const entriesIn = ({ headers }: Said) =>
  entriesOf(scene.served.harness, uuidOf(headers.get('wardroom-request-id') ?? ''));

async function requireRow(name: EndpointName, { ask, says, leaves, outcome }: Row): Promise<void> {
  const { harness } = scene.served;
  const request = await ask(scene);
  const before = await countEntries(harness);
  const said = await request();
  scene.fault.kind = 'none';
  assert.equal(saidIn(said), says, said.text);
  const entries = await entriesIn(said);
  const left = entries.map(({ type }) => type).toSorted();
  assert.deepEqual(left, [...leaves].toSorted());
  const grown = (await countEntries(harness)) - before;
  assert.equal(
    grown,
    entries.filter(({ actor_type }) => actor_type !== 'system').length,
    'of no other request',
  );
  const { also }: Endpoint = endpoints[name];
  for (const entry of entries) {
    assert.deepEqual([entry.tenant_id, entry.count], [harness.acme.tenant.id, 1]);
    if ((also as readonly string[]).includes(entry.type)) continue;
    assert.equal(entry.action, name);
    assert.equal(entry.outcome, outcome);
  }
}

for (const name of names)
  for (const row of rows[name].rows)
    test(`${name}, ${row.what}: ${row.says}, leaves ${row.leaves.join(', ') || 'nothing'}`, async () => {
      try {
        await requireRow(name, row);
      } finally {
        await row.undo?.(scene);
      }
    });

test('a refusal that cannot be recorded is not told, at any endpoint', async () => {
  const { ask, app, service } = scene;
  const asked: readonly (readonly [string, () => Promise<Said>])[] = [
    ['a secret', () => ask.token({ grant_type: 'client_credentials' }, basic(service.id, 'wrong'))],
    ['a page', () => ask.authorize(wanted('nobody'))],
    ['a redirect', () => ask.authorize(wanted(app, { scope: 'messages:write' }))],
    ['a registration', () => ask.post('/oauth/register', '{}', { 'content-type': 'application/json' })],
  ];
  for (const [what, request] of asked) {
    scene.fault.kind = 'recording';
    const said = await request();
    scene.fault.kind = 'none';
    assert.equal(said.status, 503, `${what}: ${said.text}`);
    assert.equal(said.headers.get('location'), null, what);
    assert.deepEqual(await entriesIn(said), [], what);
  }
});

/** Neither an operation nor of a standard. */
const others: Readonly<Record<string, string>> = {
  '/healthz': 'for load balancers, and says nothing of anybody',
  '/readyz': 'the same, of the deployment',
  '/metrics': 'figures of the deployment, at its own host',
  '/openapi.json': 'published for everybody',
  '*': 'the web app',
};

test('whatever else is served is named, and leaves nothing', async () => {
  const { served, ask } = scene;
  const known = new Set([
    ...operationNames.map((name) => `/v1/${name}`),
    ...Object.values<Endpoint>(endpoints).map(({ path }) => path),
  ]);
  assert.deepEqual(
    served
      .routes()
      .filter((path) => !known.has(path))
      .toSorted(),
    Object.keys(others).toSorted(),
  );
  const before = await countEntries(served.harness);
  for (const path of Object.keys(others)) await ask.get(path === '*' ? '/anything' : path);
  assert.equal(await countEntries(served.harness), before);
});

test('a request that is none of an endpoint leaves nothing', async () => {
  const before = await countEntries(scene.served.harness);
  const { ask } = scene;
  for (const [what, said, status] of [
    ['another method', await ask.get('/oauth/token'), 404],
    ['a form that is too large', await ask.post('/oauth/token', { grant_type: 'x'.repeat(20_000) }), 413],
  ] as const)
    assert.equal(said.status, status, what);
  assert.equal(await countEntries(scene.served.harness), before);
});

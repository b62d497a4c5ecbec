/** Scenarios of clients and of the settings of access: none of them changes what anybody sees. */
import { uuidOf } from '@wardroom/contract';
import { nothing, query, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

let registered = '';
const app = {
  name: 'Reader',
  authentication: 'client_secret_basic',
  grantTypes: ['authorization_code'],
  redirectUris: ['https://app.example/back'],
  scopes: ['messages:read', 'channels:read'],
};
const register =
  (by: string) =>
  async (stage: Stage): Promise<void> => {
    const { answer } = await stage.run(by, 'clients.create', app);
    if (!answer.ok) throw answer.error;
    registered = (answer.output as { client: { id: string } }).client.id;
  };
const last =
  (more: object = {}) =>
  () => ({ clientId: registered, ...more });

/** As one that has registered itself. */
const waits = async (stage: Stage): Promise<void> => {
  await register('developer')(stage);
  await stage.harness.admin.query("update tenant.clients set status = 'waiting' where client_id = $1", [
    uuidOf(registered),
  ]);
};

export const clientScenarios: Scenarios = {
  'clients.create': [
    { by: 'developer', input: () => app },
    { by: 'member', input: () => app, refused: 'forbidden' },
    {
      by: 'admin',
      input: (stage) => ({ ...app, grantTypes: ['client_credentials'], principalId: stage.idOf('bot') }),
    },
    { by: 'developer', input: () => ({ ...app, redirectUris: [] }), refused: 'invalid_input' },
  ],
  'clients.list': query('developer', nothing),
  'clients.update': [
    {
      by: 'developer',
      before: register('developer'),
      input: last({ name: 'Other', scopes: ['messages:read'] }),
    },
    { by: 'developer', before: register('admin'), input: last({ name: 'No' }), refused: 'not_found' },
  ],
  'clients.approve': [
    { by: 'admin', before: waits, input: last() },
    { by: 'admin', input: last() },
    { by: 'developer', input: last(), refused: 'forbidden' },
  ],
  'clients.rotateSecret': [
    { by: 'developer', before: register('developer'), input: last() },
    { by: 'developer', input: last(), refused: 'conflict' },
    { by: 'developer', input: last({ immediate: true }) },
  ],
  'clients.revoke': [
    { by: 'developer', before: register('developer'), input: last() },
    { by: 'developer', input: last() },
    { by: 'member', input: last(), refused: 'forbidden' },
  ],
  'access.settings': query('developer', nothing),
  'access.configure': [
    { by: 'admin', input: () => ({ graceDays: 10, documentHosts: ['app.example'] }) },
    { by: 'developer', input: () => ({ graceDays: 7 }), refused: 'forbidden' },
  ],
};

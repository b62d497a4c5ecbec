/**
 * Each endpoint of a standard, and each way in which it answers: as asked, refused by the standard’s own rules or before
 * them, and failing. What is not here cannot be, for the reason that is given.
 */
import { type EndpointName, grantTypes } from '@wardroom/contract';
import { newVerifier, random } from '../../src/testing/oauth/client.ts';
import {
  answeredRow,
  authorize,
  change,
  changed,
  common,
  documented,
  gone,
  type Outcome,
  plain,
  post,
  type Row,
  refused,
  register,
} from './endpoint-cases.ts';
import { answered, own, wanted } from './scene.ts';
import { ofTokens } from './token-rows.ts';

const codeOf = (clientId: string) => ({
  ...{ grant_type: 'authorization_code', client_id: clientId, code: random() },
  ...{ redirect_uri: 'http://127.0.0.1:1/callback', code_verifier: newVerifier() },
});

const unlike = { failure: 'answered from memory' } as const;

export const rows: Readonly<
  Record<
    EndpointName,
    { readonly rows: readonly Row[]; readonly never?: Readonly<Partial<Record<Outcome, string>>> }
  >
> = {
  'oauth.authorize': {
    rows: [
      answeredRow('oauth.authorize', '303'),
      {
        ...{ outcome: 'success', what: 'of a client whose document is new', says: '303' },
        leaves: ['client.registered'],
        ask: authorize((scene) => wanted(scene.document())),
      },
      {
        ...{ outcome: 'success', what: 'of a client whose document says something else', says: '303' },
        leaves: ['client.updated'],
        ask: async (scene) => {
          const url = await changed(scene);
          return () => scene.ask.authorize(wanted(url));
        },
      },
      {
        ...{ outcome: 'blocked', what: 'of a client that there is not', says: '400', leaves: refused },
        ask: authorize(() => wanted('nobody')),
      },
      {
        ...{ outcome: 'blocked', what: 'to another address', says: '400', leaves: refused },
        ask: authorize(({ app }) => wanted(app, { redirect_uri: 'https://evil.example/' })),
      },
      {
        ...{
          outcome: 'blocked',
          what: 'for more: told to the client',
          says: '303 invalid_scope',
          leaves: refused,
        },
        ask: authorize(({ app }) => wanted(app, { scope: 'messages:write' })),
      },
      {
        ...{ outcome: 'blocked', what: 'without PKCE: told to the client', says: '303 invalid_request' },
        leaves: refused,
        ask: authorize(({ app }) => wanted(app, { code_challenge: '', code_challenge_method: '' })),
      },
      ...common('oauth.authorize', '503'),
    ],
  },
  'oauth.resume': {
    rows: [
      answeredRow('oauth.resume', '303'),
      {
        ...{
          outcome: 'success',
          what: 'with the denial, which is on record',
          says: '303 access_denied',
          leaves: [],
        },
        ask: (scene) => answered(scene, scene.app, 'authorizations.deny'),
      },
      {
        ...{ outcome: 'success', what: 'to a client whose document says something else', says: '303' },
        leaves: ['client.updated'],
        ask: async (scene) => {
          const request = await answered(scene, scene.document(), 'authorizations.approve');
          await change(scene);
          return request;
        },
      },
      {
        ...{ outcome: 'blocked', what: 'in another browser', says: '400', leaves: refused },
        ask:
          async ({ ask }) =>
          () =>
            ask.get(`/oauth/authorize/${random()}`),
      },
      {
        ...{ outcome: 'blocked', what: 'a second time', says: '400', leaves: refused },
        ask: async (scene) => {
          const request = await answered(scene, scene.app, 'authorizations.approve');
          await request();
          return request;
        },
      },
      ...common('oauth.resume', '503'),
    ],
  },
  'oauth.token': {
    rows: [
      ...ofTokens,
      ...documented('/oauth/token', codeOf, '400 invalid_grant'),
      ...common('oauth.token', gone),
    ],
  },
  'oauth.push': {
    rows: [
      answeredRow('oauth.push', '201'),
      {
        ...{ outcome: 'blocked', what: 'for more', says: '400 invalid_scope', leaves: refused },
        ask: post('/oauth/par', ({ app }) => wanted(app, { scope: 'messages:write' })),
      },
      ...documented('/oauth/par', wanted, '201'),
      ...common('oauth.push', gone),
    ],
  },
  'oauth.authorizeDevice': {
    rows: [
      answeredRow('oauth.authorizeDevice', '200'),
      {
        ...{
          outcome: 'blocked',
          what: 'of a client that may not',
          says: '400 invalid_request',
          leaves: refused,
        },
        ask: post('/oauth/device_authorization', () => ({ scope: 'channels:read' }), 'own'),
      },
      ...documented('/oauth/device_authorization', (id) => ({ client_id: id }), '400 invalid_request'),
      ...common('oauth.authorizeDevice', '503 unavailable'),
    ],
  },
  'oauth.introspect': {
    rows: [
      answeredRow('oauth.introspect', '200'),
      {
        ...{
          outcome: 'success',
          what: 'about a token of another client: nothing is said',
          says: '200',
          leaves: [],
        },
        ask: post('/oauth/introspect', async (scene) => ({ token: await own(scene, scene.other) }), 'own'),
      },
      {
        ...{ outcome: 'blocked', what: 'with another secret', says: '401 invalid_client', leaves: refused },
        ask: post('/oauth/introspect', () => ({ token: 'x' }), 'wrong'),
      },
      ...documented('/oauth/introspect', (id) => ({ client_id: id, token: 'x' }), '200'),
      ...common('oauth.introspect', gone),
    ],
  },
  'oauth.revoke': {
    rows: [
      answeredRow('oauth.revoke', '200', ['token.revoked']),
      {
        ...{ outcome: 'success', what: 'of a refresh token: of all that was granted', says: '200' },
        leaves: ['grant.revoked'],
        ask: post('/oauth/revoke', async ({ ask, app }) => ({
          ...{ client_id: app, token: (await ask.signIn(app)).refreshToken },
        })),
      },
      {
        ...{
          outcome: 'success',
          what: 'of what is no token, or another’s: nothing ends',
          says: '200',
          leaves: [],
        },
        ask: post('/oauth/revoke', async (scene) => ({ token: await own(scene, scene.other) }), 'own'),
      },
      {
        ...{ outcome: 'blocked', what: 'with another secret', says: '401 invalid_client', leaves: refused },
        ask: post('/oauth/revoke', () => ({ token: 'x' }), 'wrong'),
      },
      ...documented('/oauth/revoke', (id) => ({ client_id: id, token: 'x' }), '200'),
      ...common('oauth.revoke', gone),
    ],
  },
  'oauth.register': {
    rows: [
      answeredRow('oauth.register', '201', ['client.registered']),
      {
        ...{
          outcome: 'blocked',
          what: 'with nothing to go by',
          says: '400 invalid_client_metadata',
          leaves: refused,
        },
        ask: register({ token_endpoint_auth_method: 'magic' }),
      },
      {
        ...{
          outcome: 'blocked',
          what: 'where nothing registers itself',
          says: '403 access_denied',
          leaves: refused,
        },
        ask: async (scene) => {
          await scene.served.act('owner', 'access.configure', { selfRegistration: 'off' });
          return plain['oauth.register'](scene);
        },
        undo: ({ served }) => served.act('owner', 'access.configure', { selfRegistration: 'open' }),
      },
      ...common('oauth.register', '503 unavailable'),
    ],
  },
  'oauth.metadata': {
    rows: [answeredRow('oauth.metadata', '200'), ...common('oauth.metadata', '503 unavailable')],
  },
  'oauth.discovery': {
    rows: [answeredRow('oauth.discovery', '200'), ...common('oauth.discovery', '503 unavailable')],
  },
  'oauth.resource': {
    rows: [answeredRow('oauth.resource', '200'), ...common('oauth.resource', null)],
    never: unlike,
  },
  'oauth.keys': { rows: [answeredRow('oauth.keys', '200'), ...common('oauth.keys', '503 unavailable')] },
};

/** Each has to be seen to be answered and refused. */
export const everyGrant: readonly string[] = grantTypes;

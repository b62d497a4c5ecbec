/** The token endpoint: each grant type, answered and refused. */
import { basic, exchange, newVerifier } from '../../src/testing/oauth/client.ts';
import { plain, type Row, redeem, refused } from './endpoint-cases.ts';
import { deviceCode, deviceGrant, own, type Scene, swapped } from './scene.ts';

const ofToken = (grant: string, row: Omit<Row, 'grant' | 'what'> & { readonly what?: string }): Row => ({
  ...row,
  ...{ grant, what: `${grant.split(':').at(-1)} ${row.what ?? ''}`.trim() },
});
const refresh = async (scene: Scene) => {
  const { refreshToken } = await scene.ask.signIn(scene.app);
  return { grant_type: 'refresh_token', client_id: scene.app, refresh_token: refreshToken };
};
const used = async (scene: Scene) => {
  const form = await refresh(scene);
  await scene.ask.token(form);
  return form;
};
export const ofTokens: readonly Row[] = [
  ofToken('client_credentials', {
    outcome: 'success',
    says: '200',
    leaves: ['token.issued'],
    ask: plain['oauth.token'],
  }),
  ofToken('client_credentials', {
    ...{ outcome: 'blocked', what: 'with another secret', says: '401 invalid_client', leaves: refused },
    ask:
      async ({ ask, service }) =>
      () =>
        ask.token({ grant_type: 'client_credentials' }, basic(service.id, 'wrong')),
  }),
  ofToken('client_credentials', {
    ...{ outcome: 'blocked', what: 'for more than it may have', says: '400 invalid_scope', leaves: refused },
    ask: redeem(() => ({ grant_type: 'client_credentials', scope: 'people:read' }), 'service'),
  }),
  ofToken('client_credentials', {
    ...{ outcome: 'blocked', what: 'for what there is not', says: '400 invalid_scope', leaves: refused },
    ask: redeem(() => ({ grant_type: 'client_credentials', scope: 'no:such' }), 'service'),
  }),
  ofToken('authorization_code', {
    ...{ outcome: 'success', says: '200', leaves: ['token.issued'] },
    ask: redeem(async ({ ask, app }) => (await ask.code(app)).form),
  }),
  ofToken('authorization_code', {
    ...{ outcome: 'blocked', what: 'with another verifier', says: '400 invalid_grant', leaves: refused },
    ask: redeem(async ({ ask, app }) => ({ ...(await ask.code(app)).form, code_verifier: newVerifier() })),
  }),
  ofToken('authorization_code', {
    ...{ outcome: 'blocked', what: 'a second time', says: '400 invalid_grant' },
    leaves: [...refused, 'grant.replayed'],
    ask: redeem(async ({ ask, app }) => {
      const { form } = await ask.code(app);
      await ask.token(form);
      return form;
    }),
  }),
  ofToken('refresh_token', {
    outcome: 'success',
    says: '200',
    leaves: ['token.issued'],
    ask: redeem(refresh),
  }),
  ofToken('refresh_token', {
    ...{ outcome: 'success', what: 'again within ten seconds: the same answer', says: '200', leaves: [] },
    ask: redeem(used),
  }),
  ofToken('refresh_token', {
    ...{ outcome: 'blocked', what: 'again after that', says: '400 invalid_grant' },
    leaves: [...refused, 'grant.replayed'],
    ask: redeem(async (scene) => {
      const form = await used(scene);
      scene.passed.ms += 11_000;
      return form;
    }),
  }),
  ofToken(deviceGrant, {
    ...{ outcome: 'success', says: '200', leaves: ['token.issued'] },
    ask: redeem((scene) => deviceCode(scene, 'devices.approve')),
  }),
  ofToken(deviceGrant, {
    ...{
      outcome: 'failure',
      what: 'before anybody has answered',
      says: '400 authorization_pending',
      leaves: [],
    },
    ask: redeem((scene) => deviceCode(scene)),
  }),
  ofToken(deviceGrant, {
    ...{ outcome: 'blocked', what: 'that was denied', says: '400 access_denied', leaves: refused },
    ask: redeem((scene) => deviceCode(scene, 'devices.deny')),
  }),
  ofToken(exchange, {
    ...{ outcome: 'success', says: '200', leaves: ['token.issued'] },
    ask: redeem(async (scene) => swapped(await own(scene, scene.other)), 'service'),
  }),
  ofToken(exchange, {
    ...{ outcome: 'blocked', what: 'for more', says: '400 invalid_scope', leaves: refused },
    ask: redeem(async (scene) => swapped(await own(scene, scene.other), 'people:read'), 'service'),
  }),
  ofToken(exchange, {
    ...{
      outcome: 'blocked',
      what: 'of a token of another tenant',
      says: '400 invalid_request',
      leaves: refused,
    },
    ask: redeem(async ({ served: { harness } }) => {
      const { accessToken } = await harness.succeed<{ accessToken: string }>(
        ...([harness.globex, 'owner', 'tokens.issue', { scopes: ['channels:read'] }] as const),
      );
      return swapped(accessToken);
    }, 'service'),
  }),
  {
    ...{ outcome: 'blocked', what: 'another grant', says: '400 unsupported_grant_type', leaves: refused },
    ask: redeem(() => ({ grant_type: 'password' }), 'service'),
  },
];

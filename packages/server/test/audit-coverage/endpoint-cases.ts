/** What a case of an endpoint is, and how requests are made; what is alike at every endpoint is here once. */
import { type AuditType, type EndpointName, endpoints } from '@wardroom/contract';
import { basic, type Said } from '../../src/testing/oauth/client.ts';
import { answered, own, type Scene, wanted } from './scene.ts';

export type Outcome = 'success' | 'blocked' | 'failure';

export interface Row {
  readonly outcome: Outcome;
  readonly what: string;
  /** As `saidIn` reads an answer. */
  readonly says: string;
  readonly leaves: readonly AuditType[];
  /** Makes what is needed, and returns the request. */
  readonly ask: (scene: Scene) => Promise<() => Promise<Said>>;
  readonly undo?: (scene: Scene) => Promise<unknown>;
  /** Of the token endpoint. */
  readonly grant?: string;
}

export type Ask = Row['ask'];
export const refused = ['client.refused'] as const;
export const redeem =
  (form: (scene: Scene) => Promise<object> | object, by?: 'service' | 'other'): Ask =>
  async (scene) => {
    const made = (await form(scene)) as Record<string, string>;
    const { id, secret } = scene[by ?? 'service'];
    return () => scene.ask.token(made, by === undefined ? {} : basic(id, secret));
  };
export const post =
  (path: string, form: (scene: Scene) => Promise<object> | object, secretOf?: 'own' | 'wrong'): Ask =>
  async (scene) => {
    const made = (await form(scene)) as Record<string, string>;
    const { id, secret } = scene.service;
    const headers = secretOf === undefined ? {} : basic(id, secretOf === 'own' ? secret : 'wrong');
    return () => scene.ask.post(path, made, headers);
  };
export const register =
  (body: object): Ask =>
  async ({ ask }) =>
  () =>
    ask.post('/oauth/register', JSON.stringify(body), { 'content-type': 'application/json' });
export const authorize =
  (parameters: (scene: Scene) => Readonly<Record<string, string>>): Ask =>
  async (scene) => {
    const made = parameters(scene);
    return () => scene.ask.authorize(made);
  };
/** A client that is known by its document since somebody has asked for it, and was changed by hand since. */
export const changed = async (scene: Scene): Promise<string> => {
  const url = scene.document();
  await scene.ask.authorize(wanted(url));
  await change(scene);
  return url;
};
export const change = ({ served, passed }: Scene) => {
  passed.ms += 1_100;
  return served.harness.admin.query(
    `update tenant.clients set scopes = '{channels:read}' where registration = 'document'`,
  );
};
/** What a request of each is like that is answered, or would be. */
export const plain: Readonly<Record<EndpointName, Ask>> = {
  'oauth.authorize': authorize(({ app }) => wanted(app)),
  'oauth.resume': (scene) => answered(scene, scene.app, 'authorizations.approve'),
  'oauth.token': redeem(() => ({ grant_type: 'client_credentials' }), 'service'),
  'oauth.push': post('/oauth/par', ({ app }) => wanted(app)),
  'oauth.authorizeDevice': post('/oauth/device_authorization', ({ app }) => ({ client_id: app })),
  'oauth.introspect': post(
    '/oauth/introspect',
    async (scene) => ({ token: await own(scene, scene.service) }),
    'own',
  ),
  'oauth.revoke': post('/oauth/revoke', async (scene) => ({ token: await own(scene, scene.service) }), 'own'),
  'oauth.register': register({
    redirect_uris: ['http://127.0.0.1/callback'],
    token_endpoint_auth_method: 'none',
  }),
  ...(Object.fromEntries(
    (['oauth.metadata', 'oauth.discovery', 'oauth.resource', 'oauth.keys'] as const).map(
      (name): [string, Ask] => [
        name,
        async ({ ask }) =>
          () =>
            ask.get(endpoints[name].path),
      ],
    ),
  ) as Record<'oauth.metadata' | 'oauth.discovery' | 'oauth.resource' | 'oauth.keys', Ask>),
};

const setStatus = async ({ served }: Scene, status: string) => {
  const { admin, kernel, acme } = served.harness;
  await admin.query('update directory.tenants set status = $2 where tenant_id = $1', [
    acme.tenant.id,
    status,
  ]);
  kernel.directory.purge(acme.tenant.id);
};

/** Before the standard’s own rules are asked, and beside them: alike at each endpoint. */
export function common(name: EndpointName, failing: string | null): Row[] {
  const asked = plain[name];
  const rows: Row[] = [
    {
      ...{
        outcome: 'blocked',
        what: 'beyond the limit',
        says: '429 rate_limited',
        leaves: ['request.limited'],
      },
      async ask(scene) {
        const request = await asked(scene);
        scene.limits.isEmpty = true;
        return request;
      },
      undo: async ({ limits }) => {
        limits.isEmpty = false;
      },
    },
    {
      ...{ outcome: 'blocked', what: 'of a suspended tenant', says: '403 tenant_suspended' },
      leaves: ['request.refused'],
      async ask(scene) {
        const request = await asked(scene);
        await setStatus(scene, 'suspended');
        return request;
      },
      undo: (scene) => setStatus(scene, 'active'),
    },
  ];
  if (failing === null) return rows;
  const fault: Row = {
    ...{ outcome: 'failure', what: 'while the database is gone', says: failing, leaves: [] },
    async ask(scene) {
      const request = await asked(scene);
      // What was read a minute ago is not believed any more.
      scene.passed.ms += 61_000;
      scene.fault.kind = 'all but recording';
      return request;
    },
    undo: async ({ fault: broken }) => {
      broken.kind = 'none';
    },
  };
  return [...rows, fault];
}

export const gone = '503 temporarily_unavailable';
export const answeredRow = (name: EndpointName, says: string, leaves: readonly AuditType[] = []): Row => ({
  ...{ outcome: 'success', what: 'as it is asked', says, leaves, ask: plain[name] },
});

/** A client that is known by a document: seen for the first time, and with a document that says something else. */
export function documented(path: string, form: (clientId: string) => object, says: string): Row[] {
  const isRefused = says.startsWith('4');
  const outcome = isRefused ? 'blocked' : 'success';
  const also = isRefused ? refused : [];
  return [
    {
      ...{ outcome, what: 'of a client whose document is new', says, leaves: ['client.registered', ...also] },
      ask: post(path, (scene) => form(scene.document())),
    },
    {
      ...{ outcome, what: 'of a client whose document says something else', says },
      leaves: ['client.updated', ...also],
      ask: post(path, async (scene) => form(await changed(scene))),
    },
  ];
}

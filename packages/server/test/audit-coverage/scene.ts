/** An authorisation server on a real socket, its clients, and what can go wrong around it. */
import type { ErrorCode } from '@wardroom/contract';
import {
  type Asker,
  accessTokenType,
  askerOf,
  basic,
  callback,
  challengeOf,
  exchange,
  newVerifier,
  random,
  type Said,
} from '../../src/testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../src/testing/oauth/served.ts';

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export interface Scene {
  readonly served: Served;
  readonly ask: Asker;
  /** Of a service, with a secret. */
  readonly service: { readonly id: string; readonly secret: string };
  /** Of another service. */
  readonly other: { readonly id: string; readonly secret: string };
  readonly app: string;
  readonly passed: { ms: number };
  readonly limits: { isEmpty: boolean };
  /** The connection of each statement ends before it, except of those that only record, or of those alone. */
  readonly fault: { kind: 'none' | 'all but recording' | 'recording' };
  /** The address of a client that is known by a document there, new with each call. */
  document(): string;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const passed = { ms: 0 };
  const limits = { isEmpty: false };
  const fault: Scene['fault'] = { kind: 'none' };
  const documents = new Map<string, object>();
  const served: Served = await serveOAuth({
    clock: { now: () => Date.now() + passed.ms },
    maxConnections: 10,
    limiter: {
      take: () => ({
        ...{ allowed: !limits.isEmpty, limit: 10, remaining: 1, resetSeconds: 60 },
        retryAfterSeconds: limits.isEmpty ? 60 : 0,
      }),
    },
    observer: {
      before: async ({ session }) => {
        const isRecording = session.label === 'aside';
        const ends = fault.kind === 'recording' ? isRecording : fault.kind !== 'none' && !isRecording;
        if (ends)
          await served.harness.admin.query('select pg_terminate_backend($1, 2000)', [session.backendPid]);
      },
    },
    fetched: (() => async (url: string) => {
      const found = documents.get(url);
      if (found === undefined) throw new Error('there is nothing');
      return new Response(JSON.stringify(found), { headers: { 'content-type': 'application/json' } });
    }) as never,
  });
  await served.act('owner', 'access.configure', { clientDocuments: 'any', selfRegistration: 'open' });
  await served.harness.kernel.tokens.signer(served.harness.acme.tenant.id);
  const grants = { grantTypes: ['client_credentials' as const, exchange as never] };
  return {
    ...{ served, ask: askerOf(served), passed, limits, fault },
    service: await serviceClient(served, grants),
    other: await serviceClient(served, grants),
    app: (await publicApp(served)).id,
    document() {
      const url = `https://tool.example/${random()}.json`;
      documents.set(url, {
        ...{ client_id: url, client_name: 'Documented', redirect_uris: ['http://127.0.0.1/callback'] },
        ...{ token_endpoint_auth_method: 'none', grant_types: ['authorization_code'] },
      });
      return url;
    },
    close: () => served.close(),
  };
}

/** What somebody at the browser asks for. */
export const wanted = (clientId: string, more: Readonly<Record<string, string>> = {}) => ({
  ...{ client_id: clientId, redirect_uri: callback, response_type: 'code', state: 's' },
  ...{ scope: 'channels:read', code_challenge: challengeOf(newVerifier()), code_challenge_method: 'S256' },
  ...more,
});

/** Asked for, and answered by a person: the way back. */
export async function answered(
  { ask, served }: Scene,
  clientId: string,
  operation: 'authorizations.approve' | 'authorizations.deny',
): Promise<() => Promise<Said>> {
  const { authorizationId, cookie } = await ask.authorize(wanted(clientId));
  const { continueAt } = await served.act('member', operation, { authorizationId }, [authorizationId]);
  return () => ask.get(continueAt, { cookie });
}

export async function deviceCode(
  { ask, app, served }: Scene,
  answer?: 'devices.approve' | 'devices.deny',
): Promise<Record<string, string>> {
  const { body } = await ask.post('/oauth/device_authorization', { client_id: app, scope: 'channels:read' });
  if (answer !== undefined) await served.act('member', answer, { userCode: body.user_code });
  return { grant_type: deviceGrant, client_id: app, device_code: body.device_code };
}

export const own = async ({ ask }: Scene, { id, secret }: Scene['service']): Promise<string> =>
  (await ask.token({ grant_type: 'client_credentials' }, basic(id, secret))).body.access_token;

export const swapped = (token: string, scope = 'channels:read') => ({
  ...{ grant_type: exchange, subject_token: token, subject_token_type: accessTokenType, scope },
});

/** Status, and the error in the words of the standard or in ours. */
export function saidIn({ status, headers, body }: Said): string {
  const back = URL.parse(headers.get('location') ?? '')?.searchParams.get('error');
  const code: ErrorCode | string | undefined = body?.error ?? body?.code ?? back ?? undefined;
  return code === undefined ? String(status) : `${status} ${code}`;
}

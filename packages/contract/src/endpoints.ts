/**
 * Endpoints whose form a standard prescribes, so that they are no operations: the authorisation server's and what
 * clients must be able to read before they can ask anything. Each names who may ask, what it costs and what it records;
 * tenant, host, limits and audit are the pipeline's. `operations.txt` lists them beside the operations.
 */
import type { AuditType } from './audit/index.ts';
import { type None, none } from './operation.ts';

export interface Endpoint {
  readonly methods: readonly ('GET' | 'POST')[];
  readonly path: string;
  readonly summary: string;
  readonly source: string;
  /** Who is asked for: nobody, the browser of a person, or a client by its own means. */
  readonly caller: 'anybody' | 'browser' | 'client';
  /** Rate-limit units one request costs. */
  readonly cost: number;
  /** Largest accepted request body in bytes. */
  readonly bodyBytes: number;
  /** What is recorded of a request that is answered as it was asked. */
  readonly audit: AuditType | None;
  /** What else one may record, whatever its answer: consequences for others, each by itself. */
  readonly also: readonly AuditType[];
  /** What is recorded when the standard’s own rules refuse. What is refused before them is as of any call: `tenantRefusals`. */
  readonly refused: AuditType | None;
}

const get = ['GET'] as const;
const post = ['POST'] as const;
const published = {
  audit: none('published for everybody'),
  also: [],
  refused: none('nothing is asked'),
} as const;
/** Every client comes through here; one that is known by a document is read again, and may be new or another by then. */
const ofClients = {
  also: ['client.registered', 'client.updated'],
  refused: 'client.refused',
} as const satisfies Partial<Endpoint>;

export const endpoints = Object.freeze({
  'oauth.authorize': {
    methods: get,
    path: '/oauth/authorize',
    summary: 'Ask a person to grant a client access.',
    source: 'OAuth 2.1 section 4.1.1, RFC 9207',
    caller: 'browser',
    cost: 5,
    bodyBytes: 0,
    ...ofClients,
    audit: none('what is granted is recorded by authorizations.approve'),
  },
  'oauth.resume': {
    methods: get,
    path: '/oauth/authorize/:authorizationId',
    summary: 'Go back to the client with the answer.',
    source: 'OAuth 2.1 section 4.1.2',
    caller: 'browser',
    cost: 5,
    bodyBytes: 0,
    ...ofClients,
    audit: none('what was granted is recorded by authorizations.approve'),
    also: ['client.updated'],
  },
  'oauth.token': {
    methods: post,
    path: '/oauth/token',
    summary:
      'Exchange a code, a refresh token, a device code, a token or a client’s own proof for an access token.',
    source: 'OAuth 2.1 section 3.2, RFC 8628, RFC 8693, RFC 8707, RFC 9068, RFC 9449',
    caller: 'client',
    cost: 5,
    bodyBytes: 16_384,
    ...ofClients,
    audit: 'token.issued',
    also: [...ofClients.also, 'grant.replayed'],
  },
  'oauth.push': {
    methods: post,
    path: '/oauth/par',
    summary: 'Push the parameters of an authorisation request.',
    source: 'RFC 9126',
    caller: 'client',
    cost: 5,
    bodyBytes: 16_384,
    ...ofClients,
    audit: none('nothing is granted yet'),
  },
  'oauth.authorizeDevice': {
    methods: post,
    path: '/oauth/device_authorization',
    summary: 'Ask for a code that a person enters elsewhere.',
    source: 'RFC 8628 section 3.1',
    caller: 'client',
    cost: 5,
    bodyBytes: 16_384,
    ...ofClients,
    audit: none('what is granted is recorded by devices.approve'),
  },
  'oauth.introspect': {
    methods: post,
    path: '/oauth/introspect',
    summary: 'Ask whether a token of one’s own is worth anything.',
    source: 'RFC 7662',
    caller: 'client',
    cost: 2,
    bodyBytes: 16_384,
    ...ofClients,
    audit: none('a client learns of its own tokens'),
  },
  'oauth.revoke': {
    methods: post,
    path: '/oauth/revoke',
    summary: 'End a token of one’s own, and with a refresh token all that was granted.',
    source: 'RFC 7009',
    caller: 'client',
    cost: 5,
    bodyBytes: 16_384,
    ...ofClients,
    audit: 'token.revoked',
    also: [...ofClients.also, 'grant.revoked'],
  },
  'oauth.register': {
    methods: post,
    path: '/oauth/register',
    summary: 'Register oneself as a client, where the workspace admits it.',
    source: 'RFC 7591',
    caller: 'anybody',
    cost: 20,
    bodyBytes: 16_384,
    audit: 'client.registered',
    also: [],
    refused: 'client.refused',
  },
  'oauth.metadata': {
    methods: get,
    path: '/.well-known/oauth-authorization-server',
    summary: 'What the authorisation server of the workspace can do.',
    source: 'RFC 8414',
    caller: 'anybody',
    cost: 1,
    bodyBytes: 0,
    ...published,
  },
  'oauth.discovery': {
    methods: get,
    path: '/.well-known/openid-configuration',
    summary: 'The same, where older clients look for it.',
    source: 'OpenID Connect Discovery 1.0',
    caller: 'anybody',
    cost: 1,
    bodyBytes: 0,
    ...published,
  },
  'oauth.resource': {
    methods: get,
    path: '/.well-known/oauth-protected-resource',
    summary: 'Which authorisation server issues tokens for the API of the workspace.',
    source: 'RFC 9728',
    caller: 'anybody',
    cost: 1,
    bodyBytes: 0,
    ...published,
  },
  'oauth.keys': {
    methods: get,
    path: '/.well-known/jwks.json',
    summary: 'The public keys of the workspace.',
    source: 'RFC 7517',
    caller: 'anybody',
    cost: 1,
    bodyBytes: 0,
    ...published,
  },
} satisfies Readonly<Record<string, Endpoint>>);

export type EndpointName = keyof typeof endpoints;

/**
 * Programs that act for people or as services: OAuth clients, what people have granted to them, and how the workspace
 * admits them (TOK-05). Their protocol endpoints are in endpoints.ts; what people and administrators do about them is here.
 */
import * as z from 'zod';
import * as access from '../access-shapes.ts';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import { scopeNames } from '../permissions.ts';
import * as shape from '../shapes.ts';

const clientInput = z.strictObject({ clientId: id('client') });
const scopes = z.array(z.enum(scopeNames)).min(1).max(scopeNames.length);
const clientSecret = z.string().meta({ secret: true });
const member = (maximum: number) => z.string().min(1).max(maximum).optional();
/** RFC 7517 section 5: public keys only, so that no member of a private one is even taken in. */
const jwks = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        kty: z.enum(['EC', 'OKP', 'RSA']),
        ...{ kid: member(200), alg: member(20), crv: member(20), x: member(100), y: member(100) },
        ...{ n: member(1400), e: member(20), use: z.literal('sig').optional() },
      }),
    )
    .min(1)
    .max(10),
});

export const clientOperations = {
  'clients.create': operation({
    name: 'clients.create',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Register an OAuth client: an app that people sign in to, or the client of a service, bot or agent of one’s own. A secret is shown once.',
    input: z.strictObject({
      name: shape.line(80),
      /** Whose right its own tokens carry (client credentials); left out: it only acts for people. */
      principalId: id('principal').optional(),
      authentication: z.enum(access.clientAuthentications),
      grantTypes: z.array(z.enum(access.grantTypes)).min(1).max(access.grantTypes.length),
      redirectUris: z.array(access.redirectUri).max(20).default([]),
      scopes,
      /** Of `private_key_jwt`: its public keys, or where they are published. */
      jwks: jwks.optional(),
      jwksUri: access.httpsUrl.optional(),
      /** Every token is bound to a key of the client (DPoP, RFC 9449). */
      requiresProof: z.boolean().default(false),
    }),
    output: z.strictObject({ client: access.clientView, secret: clientSecret.nullable() }),
    permission: 'clients.own',
    resource: 'Client',
    scope: 'clients:write',
    audit: 'client.registered',
    sensitivity: 'sensitive',
  }),
  'clients.list': operation({
    name: 'clients.list',
    realm: 'tenant',
    effect: 'query',
    summary: 'List OAuth clients: those of one’s own services, or all with clients.manage.',
    input: z.strictObject({ after: id('client').optional(), limit: shape.limit(200, 50) }),
    output: z.strictObject({ clients: z.array(access.clientView), next: id('client').nullable() }),
    permission: 'clients.own',
    resource: 'Client',
    scope: 'clients:read',
    audit: none('secrets are never part of it'),
  }),
  'clients.update': operation({
    name: 'clients.update',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Change name, redirect addresses and scopes of a client. Fewer scopes narrow every token it has at once.',
    input: clientInput.extend({
      name: shape.line(80).optional(),
      redirectUris: z.array(access.redirectUri).max(20).optional(),
      scopes: scopes.optional(),
      requiresProof: z.boolean().optional(),
    }),
    output: z.strictObject({ client: access.clientView }),
    permission: 'clients.own',
    resource: 'Client',
    scope: 'clients:write',
    audit: 'client.updated',
  }),
  'clients.approve': operation({
    name: 'clients.approve',
    realm: 'tenant',
    effect: 'command',
    summary: 'Admit a client that has registered itself and waits for it.',
    input: clientInput,
    output: z.strictObject({ client: access.clientView }),
    permission: 'clients.manage',
    resource: 'Client',
    scope: 'clients:write',
    audit: 'client.approved',
    sensitivity: 'sensitive',
  }),
  'clients.rotateSecret': operation({
    name: 'clients.rotateSecret',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Give a client a new secret. The old one works on for the days of grace; with `immediate` it ends now.',
    input: clientInput.extend({ immediate: z.boolean().default(false) }),
    output: z.strictObject({ client: access.clientView, secret: clientSecret }),
    permission: 'clients.own',
    resource: 'Client',
    scope: 'clients:write',
    audit: 'client.secret_rotated',
    sensitivity: 'sensitive',
  }),
  'clients.revoke': operation({
    name: 'clients.revoke',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Revoke a client with everything that was granted to it: its tokens end, its sockets close at once.',
    input: clientInput,
    output: shape.empty,
    permission: 'clients.own',
    resource: 'Client',
    scope: 'clients:write',
    audit: 'client.revoked',
    sensitivity: 'sensitive',
  }),
};

const authorizationInput = z.strictObject({ authorizationId: access.authorizationId });
const granted = { scopes: scopes.optional() };
/** Where the browser goes on: back to the authorisation endpoint of this workspace. */
const onwards = z.strictObject({ continueAt: z.string().max(300) });
const deviceInput = z.strictObject({ userCode: access.userCode });

export const grantOperations = {
  'grants.list': operation({
    name: 'grants.list',
    realm: 'tenant',
    effect: 'query',
    summary: 'List what people have granted to apps and devices: one’s own, or all with tokens.manage.',
    input: z.strictObject({
      after: id('grant').optional(),
      everybody: z.boolean().default(false),
      limit: shape.limit(200, 50),
    }),
    output: z.strictObject({ grants: z.array(access.grantView), next: id('grant').nullable() }),
    permission: 'tokens.own',
    resource: 'Grant',
    scope: 'tokens:read',
    audit: none('what is listed cannot be used'),
  }),
  'grants.revoke': operation({
    name: 'grants.revoke',
    realm: 'tenant',
    effect: 'command',
    summary: 'Take back what was granted to an app or device: its tokens end, its sockets close at once.',
    input: z.strictObject({ grantId: id('grant') }),
    output: shape.empty,
    permission: 'tokens.own',
    resource: 'Grant',
    scope: 'tokens:write',
    audit: 'grant.revoked',
  }),
  'authorizations.show': operation({
    name: 'authorizations.show',
    realm: 'tenant',
    effect: 'query',
    summary: 'What an app asks for, for the person in whose browser it asks.',
    input: authorizationInput,
    output: z.strictObject({ request: access.accessRequest }),
    permission: 'tokens.own',
    resource: 'Grant',
    scope: 'tokens:read',
    audit: none('shown to the one person who is asked'),
  }),
  'authorizations.approve': operation({
    name: 'authorizations.approve',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Grant an app what it asks for, or fewer scopes of it. Only in the browser in which it asked, and with a session.',
    input: authorizationInput.extend(granted),
    output: onwards,
    permission: 'tokens.own',
    resource: 'Grant',
    scope: 'tokens:write',
    audit: 'grant.created',
  }),
  'authorizations.deny': operation({
    name: 'authorizations.deny',
    realm: 'tenant',
    effect: 'command',
    summary: 'Refuse what an app asks for.',
    input: authorizationInput,
    output: onwards,
    permission: 'tokens.own',
    resource: 'Grant',
    scope: 'tokens:write',
    audit: 'grant.denied',
  }),
  'devices.show': operation({
    name: 'devices.show',
    realm: 'tenant',
    effect: 'query',
    summary: 'What the device asks for that shows this code (RFC 8628).',
    input: deviceInput,
    output: z.strictObject({ request: access.accessRequest }),
    permission: 'tokens.own',
    resource: 'Grant',
    scope: 'tokens:read',
    audit: none('shown to the one person who is asked'),
    limits: { cost: 10, bodyBytes: 4096 },
  }),
  'devices.approve': operation({
    name: 'devices.approve',
    realm: 'tenant',
    effect: 'command',
    summary: 'Grant a device what it asks for, or fewer scopes of it. Only with a session.',
    input: deviceInput.extend(granted),
    output: shape.empty,
    permission: 'tokens.own',
    resource: 'Grant',
    scope: 'tokens:write',
    audit: 'grant.created',
    limits: { cost: 10, bodyBytes: 4096 },
  }),
  'devices.deny': operation({
    name: 'devices.deny',
    realm: 'tenant',
    effect: 'command',
    summary: 'Refuse what a device asks for.',
    input: deviceInput,
    output: shape.empty,
    permission: 'tokens.own',
    resource: 'Grant',
    scope: 'tokens:write',
    audit: 'grant.denied',
    limits: { cost: 10, bodyBytes: 4096 },
  }),
};

export const accessOperations = {
  'access.settings': operation({
    name: 'access.settings',
    realm: 'tenant',
    effect: 'query',
    summary: 'How long keys live here, and which programs may register themselves.',
    input: shape.empty,
    output: z.strictObject({ settings: access.accessSettings }),
    permission: 'clients.own',
    resource: 'Tenant',
    scope: 'clients:read',
    audit: none('settings without secrets'),
  }),
  'access.configure': operation({
    name: 'access.configure',
    realm: 'tenant',
    effect: 'command',
    summary: 'Change how long keys live here, and which programs may register themselves.',
    input: access.accessSettings.partial(),
    output: z.strictObject({ settings: access.accessSettings }),
    permission: 'authentication.manage',
    resource: 'Tenant',
    scope: 'clients:write',
    audit: 'access.configured',
    sensitivity: 'sensitive',
  }),
};

/** Which credentials: every condition that is given must hold (TOK-10). */
const selection = z.strictObject({
  kinds: z.array(z.enum(access.revocableKinds)).min(1).max(access.revocableKinds.length),
  issuedBefore: shape.instant.optional(),
  issuedAfter: shape.instant.optional(),
  scope: z.enum(scopeNames).optional(),
  principalId: id('principal').optional(),
});

export const emergencyOperations = {
  'credentials.preview': operation({
    name: 'credentials.preview',
    realm: 'tenant',
    effect: 'query',
    summary: 'What an emergency revocation would end, by kind, age, scope and principal.',
    input: selection,
    output: z.strictObject({
      counts: z.strictObject(access.countsOfKinds),
      /** The oldest ones. */
      affected: z.array(access.revocableView).max(100),
    }),
    permission: 'tokens.manage',
    resource: 'Tenant',
    scope: 'credentials:read',
    audit: none('what is listed cannot be used'),
  }),
  'credentials.revokeMany': operation({
    name: 'credentials.revokeMany',
    realm: 'tenant',
    effect: 'command',
    summary:
      'End a class of credentials at once: sockets close. With `reissue`, each key gets a successor with the same configuration; its secret is shown once.',
    input: selection.extend({
      reason: shape.line(200),
      /** The session of this call stays, so that whoever acts is not locked out. */
      keepOwnSession: z.boolean().default(true),
      reissue: z.boolean().default(false),
    }),
    output: z.strictObject({
      counts: z.strictObject(access.countsOfKinds),
      affected: z.array(access.revocableView).max(100),
      reissued: z
        .array(
          z.strictObject({
            credential: shape.credentialView,
            secret: z.string().meta({ secret: true }),
          }),
        )
        .max(100),
    }),
    permission: 'tokens.manage',
    resource: 'Tenant',
    scope: 'credentials:write',
    audit: 'credential.emergency_revoked',
    sensitivity: 'sensitive',
  }),
};

const domainInput = z.strictObject({ domainId: id('domain') });

export const domainOperations = {
  'domains.list': operation({
    name: 'domains.list',
    realm: 'tenant',
    effect: 'query',
    summary: 'The custom domains of the workspace.',
    input: shape.empty,
    output: z.strictObject({ domains: z.array(access.domainView).max(10) }),
    permission: 'domains.manage',
    resource: 'Domain',
    scope: 'workspace:read',
    audit: none('names of the workspace’s own domains'),
  }),
  'domains.add': operation({
    name: 'domains.add',
    realm: 'tenant',
    effect: 'command',
    summary: 'Claim a domain of one’s own. It answers once a TXT record has proved it.',
    input: z.strictObject({ name: access.domainName }),
    output: z.strictObject({ domain: access.domainView }),
    permission: 'domains.manage',
    resource: 'Domain',
    scope: 'workspace:write',
    audit: 'domain.added',
    sensitivity: 'sensitive',
  }),
  'domains.verify': operation({
    name: 'domains.verify',
    realm: 'tenant',
    effect: 'command',
    summary: 'Look for the TXT record of a claimed domain; when it is there, the domain answers.',
    input: domainInput,
    output: z.strictObject({ domain: access.domainView }),
    permission: 'domains.manage',
    resource: 'Domain',
    scope: 'workspace:write',
    audit: 'domain.verified',
    sensitivity: 'sensitive',
    limits: { cost: 20, bodyBytes: 4096 },
  }),
  'domains.remove': operation({
    name: 'domains.remove',
    realm: 'tenant',
    effect: 'command',
    summary: 'Give a custom domain up; it answers no more.',
    input: domainInput,
    output: shape.empty,
    permission: 'domains.manage',
    resource: 'Domain',
    scope: 'workspace:write',
    audit: 'domain.removed',
    sensitivity: 'sensitive',
  }),
};

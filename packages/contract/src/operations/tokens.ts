/** Access tokens: narrower, short-lived forms of the credential that asks for them (TOK-01, TOK-02, TOK-09). */
import * as z from 'zod';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import { scopeNames } from '../permissions.ts';
import * as shape from '../shapes.ts';

const tokenInput = z.strictObject({ tokenId: id('token') });

export const tokenOperations = {
  'tokens.issue': operation({
    name: 'tokens.issue',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Issue an access token that may at most what the credential of this call may: fewer scopes, one channel, one operation, once. It does not outlive that credential.',
    input: z.strictObject({
      scopes: z.array(z.enum(scopeNames)).min(1).max(scopeNames.length),
      /** Only this channel and what is in it. */
      channelId: id('channel').optional(),
      /** Only this operation. */
      operation: z
        .string()
        .max(80)
        .regex(/^[a-z]+\.[a-zA-Z]{1,40}$/)
        .optional(),
      /** Worth one call. */
      once: z.boolean().default(false),
      /** 300 to 3600; shorter, from 30 on, for tokens that work once or are issued with a token. */
      expiresInSeconds: z.int().min(30).max(3600).optional(),
      /** Refuse unless the token ends with a session. */
      sessionBound: z.boolean().default(false),
    }),
    output: z.strictObject({ token: shape.tokenView, accessToken: z.string().meta({ secret: true }) }),
    permission: 'tokens.own',
    resource: 'Token',
    scope: 'tokens:write',
    audit: 'token.issued',
  }),
  'tokens.list': operation({
    name: 'tokens.list',
    realm: 'tenant',
    effect: 'query',
    summary: 'List access tokens that have not expired: one’s own, or all with tokens.manage.',
    input: z.strictObject({ after: id('token').optional(), limit: shape.limit(200, 50) }),
    output: z.strictObject({ tokens: z.array(shape.tokenView), next: id('token').nullable() }),
    permission: 'tokens.own',
    resource: 'Token',
    scope: 'tokens:read',
    audit: none('what is listed cannot be used'),
  }),
  'tokens.revoke': operation({
    name: 'tokens.revoke',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Revoke an access token with every token that was issued with it; their open sockets close at once.',
    input: tokenInput,
    output: shape.empty,
    permission: 'tokens.own',
    resource: 'Token',
    scope: 'tokens:write',
    audit: 'token.revoked',
  }),
  'tokens.trace': operation({
    name: 'tokens.trace',
    realm: 'tenant',
    effect: 'query',
    summary: 'What an access token did, and what it was issued with, up to the session or key it comes from.',
    input: tokenInput.extend({ before: id('auditEntry').optional(), limit: shape.limit(200, 50) }),
    output: z.strictObject({
      token: shape.tokenView,
      /** The tokens it was issued with, nearest first. */
      ancestors: z.array(shape.tokenView).max(2),
      entries: z.array(shape.auditEntryView),
      next: id('auditEntry').nullable(),
    }),
    permission: 'audit.view_security',
    resource: 'Token',
    scope: 'audit:read',
    audit: 'audit.viewed',
  }),
  'tokens.rotateSigningKey': operation({
    name: 'tokens.rotateSigningKey',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Give the workspace a new key for signing access tokens. It is published before it is used; the old one is published until its last token has expired. At once, for incidents: every token ends.',
    input: z.strictObject({ immediate: z.boolean().default(false) }),
    output: z.strictObject({ keys: z.array(shape.signingKeyView).max(3) }),
    permission: 'tokens.manage',
    resource: 'Tenant',
    scope: 'tokens:write',
    audit: 'signing_key.rotated',
    sensitivity: 'sensitive',
  }),
};

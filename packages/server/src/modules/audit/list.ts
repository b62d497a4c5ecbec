/** The audit log, newest first. Reading it is itself recorded, before the answer leaves (kernel/run). */
import { type IdKind, type ResourceKind, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { listEntries } from './store.ts';
import { pageOf, presentEntries } from './view.ts';

export const listAudit = (): Implementation =>
  implementQuery('audit.list', {
    async run(tx, context, { before, type = null, outcome = null, limit }) {
      context.authorise('audit.view', workspace);
      const position = before === undefined ? null : uuidOf(before);
      return pageOf(await listEntries(tx, { before: position, type, outcome, limit: limit + 1 }), limit);
    },
    present: ({ keys }, page) =>
      presentEntries(keys, page, (row) => ({
        subject: 'principal',
        resource: kindOfResource[row.resource_kind],
        credential: row.by_token ? 'token' : row.by_key ? 'credential' : 'session',
      })),
  });

export const kindOfResource: Readonly<Record<ResourceKind, IdKind>> = {
  Tenant: 'tenant',
  Deployment: 'tenant',
  Channel: 'channel',
  Message: 'message',
  Principal: 'principal',
  Session: 'session',
  Credential: 'credential',
  Invitation: 'invitation',
  Token: 'token',
  Client: 'client',
  Grant: 'grant',
  Domain: 'domain',
  Role: 'role',
  Group: 'group',
  Policy: 'policyVersion',
  Decision: 'decision',
  BreakGlass: 'breakGlass',
};

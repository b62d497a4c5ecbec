/** Search over encrypted messages. Queries travel in bodies, never in URLs or logs. */
import * as z from 'zod';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

const searchMode = z.enum(['exact', 'private']);

export const searchOperations = {
  'search.messages': operation({
    name: 'search.messages',
    realm: 'tenant',
    effect: 'query',
    summary:
      'Search the messages one may read, newest first: words, "phrases" and from: in: before: after: has: filters.',
    input: z.strictObject({
      query: z.string().min(1).max(500).meta({ secret: true }),
      /** IANA name; days in before: and after: begin at midnight there. */
      timeZone: z.string().max(64).default('UTC'),
      before: id('message').optional(),
      limit: shape.limit(50, 20),
    }),
    output: z.strictObject({
      messages: z.array(shape.message),
      /** Normalised words and phrases, to mark in the texts. */
      terms: z.array(z.string().max(500)).max(64),
      /** Filters that name nobody, no channel or no day that the caller can see: the search found nothing by them. */
      unknown: z.array(z.string().max(500)).max(16),
      next: id('message').nullable(),
      /** false while older messages are still being indexed. */
      complete: z.boolean(),
    }),
    permission: 'message.search',
    resource: 'Tenant',
    scope: 'messages:read',
    audit: none('content reads are not audited yet at this level'),
    limits: { cost: 5, bodyBytes: 4096 },
  }),
  'search.status': operation({
    name: 'search.status',
    realm: 'tenant',
    effect: 'query',
    summary: 'How the search index of the workspace is kept, and how much of it is built.',
    input: shape.empty,
    output: z.strictObject({ mode: searchMode, complete: z.boolean() }),
    permission: 'workspace.update',
    resource: 'Tenant',
    scope: 'workspace:read',
    audit: none('a setting and a state, no content'),
  }),
  'search.configure': operation({
    name: 'search.configure',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Choose the exact index, or the private one, whose shortened tokens tell less to whoever reads the database and cost more per search. The index is rebuilt.',
    input: z.strictObject({ mode: searchMode }),
    output: z.strictObject({ mode: searchMode, complete: z.boolean() }),
    permission: 'workspace.update',
    resource: 'Tenant',
    scope: 'workspace:write',
    audit: 'search.configured',
  }),
};

/** Looking at feeds and at what they could not bring. */
import { encodeId, sinkBounds, uuidOf, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { openSink, presentSink } from './sink.ts';
import { extentOf, findSink, listLetters, listSinks } from './store.ts';

export const listAuditSinks = (hasFiles: boolean): Implementation =>
  implementQuery('audit.sinks.list', {
    async run(tx, context) {
      context.authorise('audit.view', workspace);
      return { rows: await listSinks(tx, sinkBounds.perTenant), extent: await extentOf(tx) };
    },
    async present({ keys, at }, { rows, extent }) {
      const opened = await Promise.all(rows.map((row) => openSink(keys, row)));
      return { sinks: opened.map((sink) => presentSink(sink, at)), size: extent.size, hasFiles };
    },
  });

export const listDeadLetters = (): Implementation =>
  implementQuery('audit.sinks.deadLetters', {
    async run(tx, context, { sinkId, before = Number.MAX_SAFE_INTEGER, limit }) {
      context.authorise('audit.view', workspace);
      const row = await findSink(tx, uuidOf(sinkId));
      const asked = { sinkId: uuidOf(sinkId), before, limit: limit + 1 };
      const rows = await listLetters(tx, asked);
      if (row === null) throw new WardroomError('not_found');
      return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
    },
    present: async (_context, { rows, hasMore }) => ({
      letters: rows.map(({ index, entry_id, status, refused_at, asked_at }) => ({
        ...{ index, entryId: encodeId('auditEntry', entry_id), status },
        ...{ refusedAt: refused_at, askedAt: asked_at },
      })),
      next: hasMore ? (rows.at(-1)?.index ?? null) : null,
    }),
  });

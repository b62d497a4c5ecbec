/**
 * One test entry by settings that nobody has saved. It leaves after the record of it is committed: what must never happen
 * is that somebody has us call a host, and the log does not say so.
 */
import { encodeId, type Uuid, uuidOf } from '@wardroom/contract';
import { type OutletParts, openSecret, sendTest } from '../../kernel/audit/feeds/index.ts';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { requireSink } from './found.ts';
import { hostOf, keepsSecret, requireKind, requireSecret } from './sink.ts';
import { extentOf } from './store.ts';

/** Names the file of test lines: no feed has it, so none is written to from two sides. */
const ofNoFeed = '00000000-0000-0000-0000-000000000000' as Uuid;

export const probeSink = (parts: OutletParts): Implementation =>
  implementCommand('audit.sinks.probe', {
    async run(tx, context, { sinkId: id, destination, secret }) {
      context.authorise('audit.manage', workspace);
      const feed = id === undefined ? null : await requireSink(tx, context, uuidOf(id));
      requireKind(destination, parts.fileDirectory !== null);
      const isKept = feed !== null && keepsSecret(feed, destination, secret);
      requireSecret(destination, isKept || secret !== undefined);
      const host = hostOf(destination);
      context.record(null, {
        metadata: {
          kind: destination.kind,
          ...(host === null ? {} : { host }),
          ...(feed === null ? {} : { sink: encodeId('auditSink', feed.row.sink_id) }),
        },
      });
      const { origin } = await extentOf(tx);
      const kept = isKept ? await openSecret(context.keys, feed.row.sink_id, feed.row.sealed_secret) : '';
      return { destination, secret: secret ?? kept, origin };
    },
    async present({ tenant, at: now }, settings) {
      const end = await sendTest(parts, { ...settings, tenantId: tenant.id, sinkId: ofNoFeed, now });
      return end.isDelivered ? { fault: null, status: null } : { fault: end.fault, status: end.status };
    },
  });

/** Setting feeds up and changing them. Secrets come in and never go out. */
import { encodeId, type SinkDestination, sinkBounds, uuidOf, WardroomError } from '@wardroom/contract';
import { type SinkSettings, sealSecret, sealSettings } from '../../kernel/audit/feeds/index.ts';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import { requireSink, reread } from './found.ts';
import { authoriseSending } from './sending.ts';
import {
  describeDestination,
  keepsSecret,
  needsSecret,
  type OpenSink,
  presentSink,
  problem,
  recorded,
  requireKind,
  requireSecret,
} from './sink.ts';
import {
  countSinks,
  deleteSink,
  extentOf,
  insertSink,
  updateSink,
  writePlace,
  writeState,
  writeTestAsked,
} from './store.ts';

const present = async ({ at }: { readonly at: number }, sink: OpenSink) => ({ sink: presentSink(sink, at) });

export const createSink = (hasFiles: boolean): Implementation =>
  implementCommand('audit.sinks.create', {
    async run(tx, context, { name, includesPersonal, destination, secret, from }) {
      const permit = authoriseSending(context);
      requireKind(destination, hasFiles);
      requireSecret(destination, secret !== undefined);
      if ((await countSinks(tx)) >= sinkBounds.perTenant)
        throw problem('/name', `A workspace has at most ${sinkBounds.perTenant} feeds.`);
      const { size } = await extentOf(tx);
      const nextIndex = Math.min(from ?? size, size);
      const sinkId = context.newId();
      const { keys, at, authority } = context;
      await insertSink(tx, permit, {
        ...{ sinkId, kind: destination.kind, nextIndex, at, createdBy: authority.principalId },
        sealed: sealSettings(keys, sinkId, { name, includesPersonal, destination }),
        sealedSecret:
          secret === undefined || !needsSecret(destination) ? null : sealSecret(keys, sinkId, secret),
      });
      const sink = encodeId('auditSink', sinkId);
      context.record(null, {
        metadata: {
          sink,
          kind: destination.kind,
          name,
          to: describeDestination(destination),
          from: nextIndex,
        },
      });
      return reread(tx, context, sinkId);
    },
    present,
  });

export const updateAuditSink = (hasFiles: boolean): Implementation =>
  implementCommand('audit.sinks.update', {
    async run(tx, context, { sinkId: id, name, includesPersonal, destination, secret, version }) {
      const permit = authoriseSending(context);
      const sinkId = uuidOf(id);
      const before = await requireSink(tx, context, sinkId);
      if (before.row.version !== version) throw new WardroomError('conflict');
      if (before.row.kind !== destination.kind)
        throw problem('/destination/kind', 'A feed keeps its kind: make another one.');
      requireKind(destination, hasFiles);
      requireSecret(destination, keepsSecret(before, destination, secret) || secret !== undefined);
      const settings: SinkSettings = { name, includesPersonal, destination };
      await updateSink(tx, permit, {
        ...{ sinkId, at: context.at },
        sealed: sealSettings(context.keys, sinkId, settings),
        sealedSecret: sealedAfter(context, before, destination, secret),
      });
      context.record(null, {
        metadata: {
          ...{ sink: id, kind: destination.kind, name },
          before: describeDestination(before.settings.destination),
          to: describeDestination(destination),
          secret: secret === undefined ? 'kept' : 'replaced',
        },
      });
      return reread(tx, context, sinkId);
    },
    present,
  });

function sealedAfter(
  { keys }: RunContext,
  { row }: OpenSink,
  destination: SinkDestination,
  secret: string | undefined,
): Buffer | null {
  if (!needsSecret(destination)) return null;
  return secret === undefined ? row.sealed_secret : sealSecret(keys, row.sink_id, secret);
}

export const removeSink = (): Implementation =>
  implementCommand('audit.sinks.remove', {
    async run(tx, context, { sinkId: id }) {
      const permit = context.authorise('audit.manage', workspace);
      const before = await requireSink(tx, context, uuidOf(id));
      await deleteSink(tx, permit, before.row.sink_id);
      const { destination } = before.settings;
      context.record(null, {
        metadata: {
          ...recorded(before),
          ...{ before: describeDestination(destination), next: before.row.next_index },
        },
      });
    },
    present: async () => ({}),
  });

export const pauseSink = (): Implementation =>
  implementCommand('audit.sinks.pause', {
    async run(tx, context, { sinkId: id }) {
      const permit = context.authorise('audit.manage', workspace);
      const before = await requireSink(tx, context, uuidOf(id));
      const { sink_id: sinkId, state, next_index: next } = before.row;
      if (state === 'paused') return before;
      await writeState(tx, permit, { sinkId, state: 'paused', at: context.at });
      context.record(null, { metadata: { ...recorded(before), next } });
      return reread(tx, context, sinkId);
    },
    present,
  });

export const resumeSink = (): Implementation =>
  implementCommand('audit.sinks.resume', {
    async run(tx, context, { sinkId: id }) {
      const permit = authoriseSending(context);
      const before = await requireSink(tx, context, uuidOf(id));
      const { sink_id: sinkId, state, next_index: next } = before.row;
      // An active one that waits for its next attempt makes it now.
      if (state === 'active' && before.row.due_at <= context.at) return before;
      await writeState(tx, permit, { sinkId, state: 'active', at: context.at });
      context.record(null, { metadata: { ...recorded(before), next } });
      return reread(tx, context, sinkId);
    },
    present,
  });

export const testSink = (): Implementation =>
  implementCommand('audit.sinks.test', {
    async run(tx, context, { sinkId: id }) {
      const permit = context.authorise('audit.manage', workspace);
      const before = await requireSink(tx, context, uuidOf(id));
      const { sink_id: sinkId, test_asked_at: asked } = before.row;
      if (asked !== null) return before;
      await writeTestAsked(tx, permit, sinkId, context.at);
      context.record(null, { metadata: recorded(before) });
      return reread(tx, context, sinkId);
    },
    present,
  });

export const replaySink = (): Implementation =>
  implementCommand('audit.sinks.replay', {
    async run(tx, context, { sinkId: id, from }) {
      const permit = authoriseSending(context);
      const before = await requireSink(tx, context, uuidOf(id));
      const { sink_id: sinkId, next_index: next } = before.row;
      const { size, lowest_index: lowest } = await extentOf(tx);
      if (from > size) throw problem('/from', `The log has ${size} entries.`);
      if (from < lowest) throw problem('/from', `The log begins at ${lowest}.`);
      await writePlace(tx, permit, { sinkId, from, at: context.at });
      context.record(null, { metadata: { ...recorded(before), before: next, to: from } });
      return reread(tx, context, sinkId);
    },
    present,
  });

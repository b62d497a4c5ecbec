/** What makes the platform log verifiable without us: the same as for the log of a tenant, under the platform's keys. */
import { uuidOf } from '@wardroom/contract';
import { platformLog } from '../../../kernel/audit/logs.ts';
import {
  implementPlatformCommand,
  implementPlatformQuery,
  type PlatformImplementation,
} from '../../../kernel/platform/index.ts';
import {
  decodeCursor,
  exportFacts,
  type ProofParts,
  planExport,
  presentBegun,
  presentCheckpoint,
  presentPieces,
  presentProof,
  readCheckpoint,
  readConsistency,
  readPieces,
  readProof,
  requirePosition,
} from '../../audit-proofs/index.ts';

/** How logs are read, and who signs them. */
export type PlatformLogDeps = ProofParts;

export const showCheckpoint = ({ database, readLogKeys }: PlatformLogDeps): PlatformImplementation =>
  implementPlatformQuery('directory.auditCheckpoint', {
    async run(_tx, context) {
      context.authorise();
      return database.read(platformLog, readCheckpoint);
    },
    present: (_context, found) => presentCheckpoint(readLogKeys, found),
  });

export const proveEntry = (deps: PlatformLogDeps): PlatformImplementation =>
  implementPlatformQuery('directory.auditProof', {
    async run(_tx, context, { entryId }) {
      context.authorise();
      return deps.database.read(platformLog, (log) => readProof(log, uuidOf(entryId)));
    },
    present: ({ keys }, found) => presentProof(deps, { keys, logId: platformLog }, found),
  });

export const proveConsistency = ({ database }: PlatformLogDeps): PlatformImplementation =>
  implementPlatformQuery('directory.auditConsistency', {
    async run(_tx, context, sizes) {
      context.authorise();
      return database.read(platformLog, (log) => readConsistency(log, sizes));
    },
    present: async (_context, found) => found,
  });

export const beginExport = ({ database }: PlatformLogDeps): PlatformImplementation =>
  implementPlatformCommand('directory.beginAuditExport', {
    async run(_tx, context, { reason, ...wanted }) {
      context.authorise();
      const { operatorId: callerId } = context.operator;
      const begun = await database.read(platformLog, (log) =>
        planExport(log, wanted, { callerId, at: context.at }),
      );
      context.record(null, { metadata: exportFacts(begun.plan, reason) });
      return begun;
    },
    present: async ({ keys }, begun) => presentBegun(keys, begun),
  });

export const readExport = ({ database, readLogKeys }: PlatformLogDeps): PlatformImplementation =>
  implementPlatformQuery('directory.readAuditExport', {
    prepare: async ({ keys }, { cursor }) => decodeCursor(keys, cursor),
    async run(_tx, context, _input, position) {
      context.authorise();
      const { operatorId: callerId } = context.operator;
      const own = requirePosition(position, { callerId, at: context.at });
      return database.read(platformLog, (log) => readPieces(log, own));
    },
    present: ({ keys }, found) => presentPieces(readLogKeys, keys, found),
  });

/** Whose log a command is about: one of a workspace, or that of the platform. What is asked is the same. */
import type { Operations, OutputOf } from '@wardroom/contract';
import type { ExportCall } from '@wardroom/sdk';
import type { Connection } from '../../connection/connection.ts';

export interface LogOwner {
  readonly realm: 'tenant' | 'platform';
  /** An address for help texts. */
  readonly example: string;
  checkpoint(connection: Connection): Promise<OutputOf<Operations['audit.checkpoint']>>;
  proof(connection: Connection, entryId: string): Promise<OutputOf<Operations['audit.proof']>>;
  exporting(connection: Connection): ExportCall;
}

export const workspaceLog: LogOwner = {
  realm: 'tenant',
  example: 'http://acme.localhost:8420',
  checkpoint: ({ call }) => call('audit.checkpoint', {}),
  proof: ({ call }, entryId) => call('audit.proof', { entryId } as never),
  exporting: ({ call }) => call,
};

const exportNames = {
  'audit.exports.begin': 'directory.beginAuditExport',
  'audit.exports.read': 'directory.readAuditExport',
} as const;

export const platformLog: LogOwner = {
  realm: 'platform',
  example: 'http://localhost:8420',
  checkpoint: ({ call }) => call('directory.auditCheckpoint', {}),
  proof: ({ call }, entryId) => call('directory.auditProof', { entryId } as never),
  exporting: ({ call }): ExportCall =>
    ((name: keyof typeof exportNames, input: never) => call(exportNames[name], input)) as ExportCall,
};

import type { InputOf, Operations, OutputOf } from '@wardroom/contract';

export type Selection = InputOf<Operations['credentials.preview']>;
export type Hits = OutputOf<Operations['credentials.preview']>;
export type Ended = OutputOf<Operations['credentials.revokeMany']>;
export type RevocableKind = Selection['kinds'][number];

export const revocableKinds = [
  'key',
  'session',
  'token',
  'grant',
  'client',
] as const satisfies readonly RevocableKind[];
export const totalOf = (counts: Hits['counts']): number =>
  revocableKinds.reduce((sum, kind) => sum + counts[kind], 0);

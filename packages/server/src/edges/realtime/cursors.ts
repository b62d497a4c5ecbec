/** Opaque positions in the log, as the edge needs them. The raw `seq` would tell a guest how busy hidden channels are. */
import type { Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';

export interface Position {
  readonly epoch: Uuid;
  readonly seq: number;
}

export interface Cursors {
  /** The same text for the same event: it is written once for all viewers. */
  ofEvent(keys: ScopeKeys, position: Position): string;
  /** Another text each time: two beats must not tell whether anything happened between them. */
  ofMoment(keys: ScopeKeys, position: Position): string;
  /** null for what this tenant's keys did not make. */
  read(keys: ScopeKeys, text: string): Position | null;
}

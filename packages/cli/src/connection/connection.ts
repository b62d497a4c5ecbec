/** A connection as commands use it: operations by name, typed by the contract. */
import type { OperationName, Operations, OutputOf, RawInputOf } from '@wardroom/contract';

export type Call = <N extends OperationName>(
  name: N,
  input: RawInputOf<Operations[N]>,
) => Promise<OutputOf<Operations[N]>>;

export interface Connection {
  /** `http://acme.localhost:8420` */
  readonly origin: string;
  /** @throws CallError */
  readonly call: Call;
  /** Ends the session that this connection opened, if it did, and lets go of its sockets. */
  close(): Promise<void>;
}

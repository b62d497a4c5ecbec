/** Everything a command may touch of the machine. Made once, in main.ts; nothing below reads globals. */
export interface Surroundings {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Ms since the epoch. */
  readonly now: () => number;
  /** From the operating system, for passwords that this program makes. */
  readonly drawBytes: (length: number) => Uint8Array;
  /** In [0, 1), for spreading retries. */
  readonly drawFraction: () => number;
  /** Unique to one message. */
  readonly newClientKey: () => string;
  readonly wait: (durationMs: number, signal?: AbortSignal) => Promise<void>;
  /** Calls `heard` for SIGINT, SIGTERM and SIGHUP until the returned function is called. */
  readonly onSignal: (heard: (signal: NodeJS.Signals) => void) => () => void;
}

/** Variables that mean something to this program only; a server started by it must not see them. */
export const keyVariable = 'WARDROOM_KEY';

/** SIGINT and SIGTERM: the first stops in order, the second ends at once. */
export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: NodeJS.Signals) => void): unknown;
}

export interface SignalOptions {
  readonly source: SignalSource;
  /** Called once, at the first signal. */
  readonly onStop: (signal: NodeJS.Signals) => void;
  /** Called at every further one; must not return. */
  readonly onInsist: () => void;
}

export function watchSignals({ source, onStop, onInsist }: SignalOptions): void {
  let stopping = false;
  const received = (signal: NodeJS.Signals): void => {
    if (stopping) onInsist();
    else onStop(signal);
    stopping = true;
  };
  source.on('SIGINT', received);
  source.on('SIGTERM', received);
}

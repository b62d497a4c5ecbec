/** What was started is stopped in reverse order, once, each part even when an earlier one failed to stop. */
export interface StopStack {
  /** Remembers how to stop what has just been started. */
  push(name: string, stop: () => unknown): void;
  /** Stops everything. Resolves with the names of the parts that failed to. */
  stop(): Promise<string[]>;
}

export function createStopStack(onError: (error: unknown) => void): StopStack {
  const parts: { name: string; stop: () => unknown }[] = [];
  let stopping: Promise<string[]> | undefined;
  const unwind = async (): Promise<string[]> => {
    const failed: string[] = [];
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      try {
        await part.stop();
      } catch (error) {
        failed.push(part.name);
        onError(error);
      }
    }
    return failed;
  };
  return {
    push: (name, stop) => void parts.push({ name, stop }),
    stop() {
      stopping ??= unwind();
      return stopping;
    },
  };
}

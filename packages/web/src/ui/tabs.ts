/** Tabs of one browser at the same workspace: what one of them does alone, and what it tells the others. */
export interface Tabs {
  /** To every other tab; never comes back to this one. Words are structured-cloneable. */
  tell(topic: string, word: unknown): void;
  /** @returns stops listening */
  listen(topic: string, hear: (word: unknown) => void): () => void;
  /** Runs `work` while no other tab runs work of the same name. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>;
}

export function browserTabs(): Tabs {
  const channels = new Map<string, BroadcastChannel>();
  const channelOf = (topic: string): BroadcastChannel | null => {
    if (typeof BroadcastChannel === 'undefined') return null;
    const known = channels.get(topic);
    if (known !== undefined) return known;
    const made = new BroadcastChannel(`wardroom.${topic}`);
    channels.set(topic, made);
    return made;
  };
  return {
    tell: (topic, word) => channelOf(topic)?.postMessage(word),
    listen(topic, hear) {
      const channel = channelOf(topic);
      const onMessage = ({ data }: MessageEvent) => hear(data);
      channel?.addEventListener('message', onMessage);
      return () => channel?.removeEventListener('message', onMessage);
    },
    alone: (name, work) =>
      // Only in secure contexts; without it, each tab is alone and the server's client keys keep the order of one.
      navigator.locks === undefined ? work() : navigator.locks.request(`wardroom.${name}`, work),
  };
}

/** For tests, and for places without other tabs. */
export const lonelyTabs: Tabs = {
  tell: () => {},
  listen: () => () => {},
  alone: (_name, work) => work(),
};

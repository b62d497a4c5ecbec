/**
 * Unsent messages on this device (IndexedDB, one database per origin and so per workspace). They are plain text here, as
 * they are on the screen; they go when they are sent, discarded, or when their author signs out.
 */
import type { ChannelId, MessageId, PrincipalId } from '@wardroom/contract';

export interface Kept {
  readonly clientKey: string;
  /** Whose it is: nobody sends what another person wrote on the same device. */
  readonly authorId: PrincipalId;
  readonly channelId: ChannelId;
  readonly threadRootId: MessageId | null;
  readonly body: string;
  /** Milliseconds since 1970, by this device's clock: shown, never compared. */
  readonly at: number;
  /** Code of the refusal, when the server has refused it for good. */
  readonly refused: string | null;
}

/** `full`: the browser gives no more room. `off`: it keeps nothing at all. */
type Keeping = 'kept' | 'full' | 'off';

export interface Keep {
  /** In the order in which they were written. */
  list(): Promise<readonly Kept[]>;
  has(clientKey: string): Promise<boolean>;
  /** The same key again replaces it in its place. */
  put(kept: Kept): Promise<Keeping>;
  remove(clientKey: string): Promise<void>;
  clear(): Promise<void>;
}

const databaseName = 'wardroom';
const storeName = 'unsent';
const index = 'clientKey';

export function browserKeep(): Keep {
  let opening: Promise<IDBDatabase> | null = null;
  const open = () => {
    opening ??= openDatabase();
    return opening;
  };
  const within = async <T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => Promise<T>,
  ): Promise<T> => work((await open()).transaction(storeName, mode).objectStore(storeName));
  const orElse = <T>(work: Promise<T>, otherwise: T): Promise<T> => work.catch(() => otherwise);
  return {
    list: () =>
      orElse(
        within('readonly', (store) => settled<Kept[]>(store.getAll())),
        [],
      ),
    has: (clientKey) =>
      // Unreadable is not gone: what is sent once more arrives once.
      orElse(
        within('readonly', async (store) => (await keyOf(store, clientKey)) !== undefined),
        true,
      ),
    put: (kept) =>
      within('readwrite', async (store) => {
        const key = await keyOf(store, kept.clientKey);
        await settled(key === undefined ? store.add(kept) : store.put(kept, key));
        await committed(store.transaction);
        return 'kept' as const;
      }).catch((thrown: unknown) => (isFull(thrown) ? 'full' : 'off')),
    remove: (clientKey) =>
      orElse(
        within('readwrite', async (store) => {
          const key = await keyOf(store, clientKey);
          if (key !== undefined) await settled(store.delete(key));
        }),
        undefined,
      ),
    clear: () =>
      orElse(
        within('readwrite', async (store) => void (await settled(store.clear()))),
        undefined,
      ),
  };
}

const keyOf = (store: IDBObjectStore, clientKey: string): Promise<IDBValidKey | undefined> =>
  settled(store.index(index).getKey(clientKey));

/** Keys count upwards across all tabs: the order of writing, whatever the clock says. */
function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.addEventListener('upgradeneeded', () => {
    const store = request.result.createObjectStore(storeName, { autoIncrement: true });
    store.createIndex(index, index, { unique: true });
  });
  return settled(request);
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });

/** Room is counted when the transaction ends. */
const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error));
  });

const isFull = (thrown: unknown): boolean =>
  thrown instanceof DOMException && thrown.name === 'QuotaExceededError';

/** Lives as long as the page: for tests. */
export function memoryKeep(room = Number.POSITIVE_INFINITY): Keep {
  const all = new Map<string, Kept>();
  return {
    list: async () => [...all.values()],
    has: async (clientKey) => all.has(clientKey),
    async put(kept) {
      if (all.size >= room && !all.has(kept.clientKey)) return 'full';
      all.set(kept.clientKey, kept);
      return 'kept';
    },
    async remove(clientKey) {
      all.delete(clientKey);
    },
    async clear() {
      all.clear();
    },
  };
}

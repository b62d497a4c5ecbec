/** The questions a node asks about logs, with the directory's login: heads and epoch, never an event. */
import type { Uuid } from '@wardroom/contract';

/** What is needed of a pool of role wardroom_directory. */
export interface HeadsPool {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

export interface Heads {
  /** Heads of these tenants' logs; unknown tenants are absent. */
  read(tenantIds: readonly Uuid[]): Promise<ReadonlyMap<Uuid, number>>;
  /** Names this incarnation of the log: a restored copy has another. */
  readEpoch(): Promise<Uuid>;
}

/** `directory.read_heads` looks at no more at once. */
const mostAtOnce = 1000;

const readHeads = {
  name: 'feed.readHeads',
  text: 'select tenant_id, seq from directory.read_heads($1::uuid[])',
};
const readEpoch = { name: 'feed.readEpoch', text: 'select directory.read_log_epoch() as epoch' };

/** The channel on which nodes announce, and the two statements of it. */
export const headsChannel = 'wardroom_heads';
export const listenToHeads = `listen ${headsChannel}`;
export const announceShards = 'select directory.announce(shard) from unnest($1::integer[]) as shard';

export function createHeads(pool: HeadsPool): Heads {
  return {
    async read(tenantIds) {
      const heads = new Map<Uuid, number>();
      for (let start = 0; start < tenantIds.length; start += mostAtOnce) {
        const ids = tenantIds.slice(start, start + mostAtOnce);
        const { rows } = await pool.query({ ...readHeads, values: [ids] });
        for (const row of rows as { tenant_id: Uuid; seq: number }[]) heads.set(row.tenant_id, row.seq);
      }
      return heads;
    },
    async readEpoch() {
      const { rows } = await pool.query({ ...readEpoch, values: [] });
      const [row] = rows as { epoch: Uuid | null }[];
      if (!row?.epoch) throw new Error('the log has no epoch');
      return row.epoch;
    },
  };
}

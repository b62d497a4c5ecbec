/** Who is in which channel, for the whole tenant: what realtime delivery decides with. */
import type { Uuid } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ChannelKind } from './channel.ts';
import { startOfList } from './page.ts';
import { listChannelKinds, listPlacedMembers } from './store/members.ts';

export interface TenantMemberships {
  /** Every channel of the tenant, archived ones included. */
  readonly channels: ReadonlyMap<Uuid, ChannelKind>;
  /** Channel → its members. A channel without members is absent. */
  readonly members: ReadonlyMap<Uuid, ReadonlySet<Uuid>>;
}

const pageSize = 5_000;

/** Consistent as one moment: a read transaction sees one snapshot. Pages keep the plan on the index. */
export async function loadMemberships(tx: ReadTransaction): Promise<TenantMemberships> {
  return { channels: await loadKinds(tx), members: await loadMembers(tx) };
}

async function loadKinds(tx: ReadTransaction): Promise<Map<Uuid, ChannelKind>> {
  const kinds = new Map<Uuid, ChannelKind>();
  for (let after = startOfList; ; ) {
    const rows = await listChannelKinds(tx, after, pageSize);
    for (const row of rows) kinds.set(row.channel_id, row.kind);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return kinds;
    after = last.channel_id;
  }
}

async function loadMembers(tx: ReadTransaction): Promise<Map<Uuid, Set<Uuid>>> {
  const members = new Map<Uuid, Set<Uuid>>();
  for (let after = { channelId: startOfList, principalId: startOfList }; ; ) {
    const rows = await listPlacedMembers(tx, after, pageSize);
    for (const row of rows) {
      const known = members.get(row.channel_id);
      if (known) known.add(row.principal_id);
      else members.set(row.channel_id, new Set([row.principal_id]));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return members;
    after = { channelId: last.channel_id, principalId: last.principal_id };
  }
}

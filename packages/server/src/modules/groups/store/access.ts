/** SQL of what a channel grants its members, which group it mirrors, and on what policies decide about it. */
import type { Uuid } from '@wardroom/contract';
import { command, query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';
import { type PolicyColumns, policyColumns } from '../../channels/index.ts';

export type Classification = 'public' | 'internal' | 'confidential' | 'restricted';

export interface AccessRow {
  readonly channel_id: Uuid;
  readonly group_id: Uuid | null;
  readonly granted: readonly string[];
  readonly classification: Classification;
  readonly labels: readonly string[];
}

const columns = 'c.channel_id, c.group_id, c.granted, c.classification, c.labels';

const find = query<AccessRow>(
  'groups.channelAccess',
  `select ${columns} from tenant.channels c where c.tenant_id = $1 and c.channel_id = $2`,
);

export async function findAccess(tx: ReadTransaction, channelId: Uuid): Promise<AccessRow | undefined> {
  return (await tx.query(find, [tx.tenantId, channelId]))[0];
}

/** Channels that mirror a group, with the membership of one principal in each. */
export interface LinkedRow extends AccessRow, Pick<PolicyColumns, 'group_path' | 'archived_at'> {
  readonly kind: 'public' | 'private' | 'direct' | 'deleted';
  readonly own_role: 'manager' | 'member' | null;
}

const linked = query<LinkedRow>(
  'groups.channelsOfGroup',
  `select c.channel_id, c.group_id, c.granted, c.archived_at, ${policyColumns('c')}, c.kind, m.role as own_role
     from tenant.channels c
     left join tenant.channel_members m
       on m.tenant_id = c.tenant_id and m.channel_id = c.channel_id and m.principal_id = $3
    where c.tenant_id = $1 and c.group_id = $2 and c.kind <> 'deleted'
    order by c.channel_id`,
);

export const listChannelsOf = (tx: ReadTransaction, groupId: Uuid, viewer: Uuid): Promise<LinkedRow[]> =>
  tx.query(linked, [tx.tenantId, groupId, viewer]);

const link = command(
  'groups.linkChannel',
  'update tenant.channels set group_id = $3 where tenant_id = $1 and channel_id = $2',
);

export const writeLink = (tx: WriteTransaction, permit: Permit, channelId: Uuid, groupId: Uuid | null) =>
  tx.execute(permit, link, [permit.tenantId, channelId, groupId]);

const unlinkAll = command(
  'groups.unlinkChannels',
  'update tenant.channels set group_id = null where tenant_id = $1 and group_id = $2',
);

/** No channel mirrors the group of the permit any more. */
export const unlinkChannels = (tx: WriteTransaction, permit: Permit) =>
  tx.execute(permit, unlinkAll, [permit.tenantId, permit.resourceId]);

const promote = command(
  'groups.promoteMember',
  `update tenant.channel_members set role = 'manager'
    where tenant_id = $1 and channel_id = $2 and principal_id = $3`,
);

export const writeManager = (tx: WriteTransaction, permit: Permit, channelId: Uuid, principalId: Uuid) =>
  tx.execute(permit, promote, [permit.tenantId, channelId, principalId]);

const grant = command(
  'groups.setGranted',
  'update tenant.channels set granted = $3 where tenant_id = $1 and channel_id = $2',
);
const noteGrants = command(
  'groups.noteGrants',
  `update tenant.heads h
      set grants_in_channels = exists (select from tenant.channels c where c.tenant_id = $1 and c.granted <> '{}')
    where h.tenant_id = $1`,
);

/** What the channel of the permit gives, and whether any channel gives something. */
export async function writeGranted(
  tx: WriteTransaction,
  permit: Permit,
  granted: readonly string[],
): Promise<void> {
  await tx.execute(permit, grant, [permit.tenantId, permit.resourceId, granted]);
  await tx.execute(permit, noteGrants, [permit.tenantId]);
}

const classify = command(
  'groups.classifyChannel',
  'update tenant.channels set classification = $3, labels = $4 where tenant_id = $1 and channel_id = $2',
);

export const writeClassification = (
  tx: WriteTransaction,
  permit: Permit,
  { classification, labels }: Pick<AccessRow, 'classification' | 'labels'>,
) => tx.execute(permit, classify, [permit.tenantId, permit.resourceId, classification, labels]);

/** SQL of setup links. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type {
  PlatformPermit,
  PlatformReadTransaction,
  PlatformWriteTransaction,
} from '../../kernel/platform/index.ts';

export interface SetupLinkRow {
  readonly link_id: Uuid;
  readonly expires_at: number;
  readonly used_at: number | null;
}

const find = query<SetupLinkRow>(
  'setup.findLink',
  'select link_id, expires_at, used_at from platform.setup_links where secret_hash = $1',
);
const lockAll = query<{ link_id: Uuid }>(
  'setup.lockLinks',
  'select link_id from platform.setup_links order by link_id for update',
);
const consume = command<{ link_id: Uuid }>(
  'setup.consumeLink',
  `update platform.setup_links set used_at = $2
    where secret_hash = $1 and used_at is null and expires_at > $2 returning link_id`,
);
const dropOpen = command('setup.dropOpenLinks', 'delete from platform.setup_links where used_at is null');
const insert = command(
  'setup.insertLink',
  'insert into platform.setup_links (link_id, secret_hash, created_at, expires_at) values ($1, $2, $3, $4)',
);

export async function findLink(
  tx: PlatformReadTransaction,
  secretHash: Buffer,
): Promise<SetupLinkRow | null> {
  return (await tx.query(find, [secretHash]))[0] ?? null;
}

/** All links at once, in one order: whoever sets up waits here for whoever came first, with whichever link. */
export const lockLinks = (tx: PlatformWriteTransaction) => tx.query(lockAll, []);

/** False when it is used or expired by now. */
export async function consumeLink(
  tx: PlatformWriteTransaction,
  permit: PlatformPermit,
  secretHash: Buffer,
  at: number,
): Promise<boolean> {
  return (await tx.execute(permit, consume, [secretHash, instant(at)])).length > 0;
}

export async function replaceOpenLinks(
  tx: PlatformWriteTransaction,
  permit: PlatformPermit,
  link: { readonly id: Uuid; readonly secretHash: Buffer; readonly at: number; readonly expiresAt: number },
): Promise<void> {
  await tx.execute(permit, dropOpen, []);
  await tx.execute(permit, insert, [link.id, link.secretHash, instant(link.at), instant(link.expiresAt)]);
}

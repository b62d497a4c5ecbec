/**
 * Saved views: filters of the log under a name. They are seen by who saved them, and by every reader of the log when
 * they are shared; changed and removed by who saved them only.
 */
import {
  type AuditView,
  encodeId,
  type PrincipalId,
  type Uuid,
  uuidOf,
  WardroomError,
} from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand, implementQuery } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { findView, ownViews, removeView, sharedViews, type ViewRow, writeView } from './store/views.ts';

/** What one may have, and what all together may share. */
export const mostOwn = 50;
export const mostShared = 100;

type Saved = Pick<AuditView, 'name' | 'filters'>;

const place = (viewId: Uuid) => ({ table: 'audit_views', column: 'sealed', row: viewId });
const resourceOf = (viewId: Uuid) => ({ id: viewId, facts: { kind: 'Tenant' } }) as const;

async function presentViews(keys: ScopeKeys, rows: readonly ViewRow[], viewerId: Uuid): Promise<AuditView[]> {
  await keys.ensureEpochs(
    'audit',
    rows.map(({ sealed }) => sealed),
  );
  return rows.map((row) => ({
    id: encodeId('auditView', row.view_id),
    ...(JSON.parse(keys.decryptText('audit', place(row.view_id), row.sealed)) as Saved),
    isShared: row.is_shared,
    isOwn: row.principal_id === viewerId,
    savedBy: encodeId('principal', row.principal_id) as PrincipalId,
    savedAt: row.saved_at,
  }));
}

export const listAuditViews = (): Implementation =>
  implementQuery('audit.views', {
    async run(tx, context) {
      context.authorise('audit.view', workspace);
      const { principalId } = context.authority;
      const own = await ownViews(tx, principalId, mostOwn);
      const shared = await sharedViews(tx, mostShared);
      const ofOthers = shared.filter(({ principal_id }) => principal_id !== principalId);
      return { rows: [...own, ...ofOthers], principalId };
    },
    present: async ({ keys }, { rows, principalId }) => ({
      views: await presentViews(keys, rows, principalId),
    }),
  });

export const saveAuditView = (): Implementation =>
  implementCommand('audit.saveView', {
    async prepare({ keys, newId }, { viewId, name, filters }) {
      const id = viewId === undefined ? newId() : uuidOf(viewId);
      const saved: Saved = { name, filters };
      return { id, sealed: keys.encrypt('audit', place(id), JSON.stringify(saved)) };
    },
    async run(tx, context, { viewId, isShared }, { id, sealed }) {
      const { principalId } = context.authority;
      const known = viewId === undefined ? null : await findView(tx, id);
      const isMine = viewId === undefined || known?.principal_id === principalId;
      const permit = context.authorise('audit.view', isMine ? resourceOf(id) : null);
      if (known === null && (await ownViews(tx, principalId, mostOwn)).length >= mostOwn)
        throw new WardroomError('limit_reached');
      if (isShared && known?.is_shared !== true && (await sharedViews(tx, mostShared)).length >= mostShared)
        throw new WardroomError('limit_reached');
      const row = {
        ...{ view_id: id, principal_id: principalId, is_shared: isShared },
        ...{ sealed, saved_at: context.at },
      };
      await writeView(tx, permit, row, known === null);
      context.record(null, { metadata: { isShared } });
      return row;
    },
    async present({ keys }, row) {
      const [view] = await presentViews(keys, [row], row.principal_id);
      if (view === undefined) throw new WardroomError('not_found');
      return { view };
    },
  });

export const removeAuditView = (): Implementation =>
  implementCommand('audit.removeView', {
    async run(tx, context, { viewId }) {
      const row = await findView(tx, uuidOf(viewId));
      const isMine = row !== null && row.principal_id === context.authority.principalId;
      const permit = context.authorise('audit.view', isMine ? resourceOf(row.view_id) : null);
      await removeView(tx, permit);
      context.record(null);
    },
    present: async () => ({}),
  });

/**
 * breakGlass.open, list and close: the operator's side. The platform's log says first what is asked for; then it happens in
 * the tenant, with an entry in its own log and a notice to its people. A crash in between leaves an entry about an access
 * that never was, never an access without an entry.
 */
import {
  encodeId,
  type Operations,
  type OutputOf,
  type Uuid,
  uuidOf,
  WardroomError,
} from '@wardroom/contract';
import { openTenantEntry } from '../../../kernel/directory/entry.ts';
import type { ScopeKeys } from '../../../kernel/keyring/index.ts';
import {
  implementPlatformCommand,
  implementPlatformQuery,
  type PlatformImplementation,
} from '../../../kernel/platform/index.ts';
import {
  type AccessRow,
  closeAsSystem,
  findAccesses,
  type OpenDeps,
  openAccess,
  openReason,
  sealReason,
} from '../../break-glass/index.ts';
import { findById } from '../store.ts';
import type { Addresses } from '../tenant-at-address.ts';
import { type AskedRow, findAsked, insertAsked, listAsked } from './store.ts';

export interface BreakGlassDeps extends Addresses {
  /** What making the way in needs. */
  readonly link: OpenDeps;
  /** For the log: why a workspace could not be asked. */
  readonly onError?: (error: unknown) => void;
}

type View = OutputOf<Operations['breakGlass.close']>['access'];
/** What the tenant says of it: null, it has none; undefined, it could not be asked. */
type Truth = Pick<AccessRow, 'closed_at'> | null | undefined;
const minuteMs = 60_000;

export const openBreakGlass = (deps: BreakGlassDeps): PlatformImplementation =>
  implementPlatformCommand('breakGlass.open', {
    async run(tx, context, { tenantId, reason, minutes, role }) {
      const tenant = await findById(tx, uuidOf(tenantId));
      const permit = context.authorise();
      if (tenant === null) throw new WardroomError('not_found');
      if (tenant.status !== 'active') throw new WardroomError('conflict');
      const { at, keys, newId, operator } = context;
      const id = newId();
      const row: AskedRow = {
        ...{ access_id: id, tenant_id: tenant.tenant_id, operator_id: operator.operatorId, role },
        ...{ sealed: sealReason(keys, id, reason), opened_at: at, expires_at: at + minutes * minuteMs },
      };
      await insertAsked(tx, permit, row);
      const metadata = { role, minutes, reason, breakGlassId: encodeId('breakGlass', id) };
      context.record(row.tenant_id, { metadata });
      return { row, tenant, secret: '', linkExpiresAt: 0 };
    },
    async complete({ requestId }, asked, { reason }) {
      const { access_id: accessId, tenant_id: tenantId, operator_id: operatorId, role } = asked.row;
      const { opened_at: at, expires_at: expiresAt } = asked.row;
      const opening = { accessId, tenantId, operatorId, role, reason, at, expiresAt, requestId };
      return { ...asked, ...(await openAccess(deps.link, opening)) };
    },
    async present({ keys, at }, { row, tenant, secret, linkExpiresAt }) {
      const { slug } = await openTenantEntry(keys, tenant.tenant_id, tenant.sealed);
      // In the fragment: it reaches no server log and no referrer.
      const link = `${deps.addressOf(slug)}/link#${secret}`;
      return { access: view(keys, row, { closed_at: null }, at), link, linkExpiresAt };
    },
  });

export const listBreakGlass = (deps: BreakGlassDeps): PlatformImplementation =>
  implementPlatformQuery('breakGlass.list', {
    async run(tx, context, { before, limit }) {
      context.authorise();
      const rows = await listAsked(tx, before === undefined ? null : uuidOf(before), limit + 1);
      return { rows: rows.slice(0, limit), more: rows.length > limit, truths: new Map<Uuid, Truth>() };
    },
    async complete(_context, page) {
      const tenants = new Map<Uuid, Uuid[]>();
      for (const { tenant_id, access_id } of page.rows)
        tenants.set(tenant_id, [...(tenants.get(tenant_id) ?? []), access_id]);
      const truths = new Map<Uuid, Truth>();
      for (const [tenantId, ids] of tenants)
        for (const [id, truth] of await ask(deps, tenantId, ids)) truths.set(id, truth);
      return { ...page, truths };
    },
    async present({ keys, at }, { rows, more, truths }) {
      await keys.ensureEpochs(
        'audit',
        rows.map(({ sealed }) => sealed),
      );
      const last = rows.at(-1);
      return {
        accesses: rows.map((row) => view(keys, row, truths.get(row.access_id), at)),
        next: more && last ? encodeId('breakGlass', last.access_id) : null,
      };
    },
  });

export const closeBreakGlass = (deps: BreakGlassDeps): PlatformImplementation =>
  implementPlatformCommand('breakGlass.close', {
    async run(tx, context, { breakGlassId }) {
      const row = await findAsked(tx, uuidOf(breakGlassId));
      context.authorise();
      if (row === null) throw new WardroomError('not_found');
      context.record(row.tenant_id, { metadata: { breakGlassId } });
      return { row, truth: null as Truth };
    },
    async complete({ at, requestId }, { row }) {
      const { tenant_id: tenantId, access_id: accessId } = row;
      const keys = await deps.link.keyring.open({ kind: 'tenant', tenantId });
      const closing = { how: 'operator', by: null, at } as const;
      const truth = await deps.link.database.write(tenantId, keys, (tx) =>
        closeAsSystem(tx, accessId, { closing, action: 'breakGlass.close', requestId }),
      );
      // It may be opened this very moment: nothing is said to be closed that is not there.
      if (truth === null) throw new WardroomError('conflict');
      return { row, truth };
    },
    async present({ keys, at }, { row, truth }) {
      await keys.ensureEpochs('audit', [row.sealed]);
      return { access: view(keys, row, truth, at) };
    },
  });

/** One workspace that cannot be read hides the others from nobody. */
async function ask(
  { link, onError }: BreakGlassDeps,
  tenantId: Uuid,
  ids: readonly Uuid[],
): Promise<(readonly [Uuid, Truth])[]> {
  try {
    const rows = await link.database.read(tenantId, (tx) => findAccesses(tx, ids));
    const known = new Map(rows.map((row) => [row.access_id, row]));
    return ids.map((id) => [id, known.get(id) ?? null] as const);
  } catch (error) {
    onError?.(error);
    return [];
  }
}

function view(keys: ScopeKeys, row: AskedRow, truth: Truth, at: number): View {
  return {
    id: encodeId('breakGlass', row.access_id),
    tenantId: encodeId('tenant', row.tenant_id),
    operatorId: encodeId('operator', row.operator_id),
    role: row.role,
    reason: openReason(keys, row.access_id, row.sealed),
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
    closedAt: truth?.closed_at ?? null,
    state: stateOf(row, truth, at),
  };
}

function stateOf({ expires_at }: AskedRow, truth: Truth, at: number): View['state'] {
  if (truth === undefined) return 'unknown';
  if (truth === null) return 'unopened';
  if (truth.closed_at !== null) return truth.closed_at < expires_at ? 'closed' : 'expired';
  return expires_at > at ? 'open' : 'expired';
}

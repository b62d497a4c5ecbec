/**
 * directory.endTokens: many workspaces at once (TOK-04). The platform's log says first what is asked; then each workspace moves
 * to its next epoch by itself, with the event that closes sockets and an entry in its own log. One that cannot be reached
 * keeps nobody else waiting and is named; asking again is safe.
 */
import {
  encodeId,
  type InputOf,
  type Operations,
  type Uuid,
  uuidOf,
  WardroomError,
} from '@wardroom/contract';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import {
  implementPlatformCommand,
  type PlatformImplementation,
  type PlatformPrepareContext,
  type PlatformWriteTransaction,
} from '../../kernel/platform/index.ts';
import { endTokensOfTenant } from '../../kernel/tokens/index.ts';
import { findById, readTenants } from './store.ts';

export interface EndTokensDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  /** For the log: why a workspace could not be reached. */
  readonly onError?: (error: unknown) => void;
}

type Input = InputOf<Operations['directory.endTokens']>;
type Outcome = 'ended' | 'unknown' | 'failed';
interface Named {
  readonly id: Uuid;
  readonly outcome: Outcome;
}
interface Chosen {
  readonly tenants: readonly Named[];
  readonly next: Uuid | null;
}

const mostAtOnce = 200;
/** Transactions that run beside each other: the deployment goes on serving. */
const width = 4;

export const endTokens = (deps: EndTokensDeps): PlatformImplementation =>
  implementPlatformCommand('directory.endTokens', {
    prepare: async (_context, input) => requireOneWay(input),
    async run(tx, context, input): Promise<Chosen> {
      context.authorise();
      const chosen = await choose(tx, input);
      const known = chosen.tenants.filter(({ outcome }) => outcome !== 'unknown');
      const metadata = { reason: input.reason, tenants: known.length, all: input.all };
      if (known.length === 0) context.record(null, { metadata });
      for (const { id } of known) context.record(id, { metadata });
      return chosen;
    },
    async complete(context, { tenants, next }, { reason }) {
      const told: Named[] = [];
      for (let from = 0; from < tenants.length; from += width) {
        const some = tenants.slice(from, from + width);
        told.push(...(await Promise.all(some.map((one) => endIn(deps, context, one, reason)))));
      }
      return { tenants: told, next };
    },
    present: async (_context, { tenants, next }) => ({
      tenants: tenants.map(({ id, outcome }) => ({ id: encodeId('tenant', id), outcome })),
      next: next === null ? null : encodeId('tenant', next),
    }),
  });

function requireOneWay({ tenantIds, all, after }: Input): void {
  const isOne = all ? tenantIds === undefined : tenantIds !== undefined && after === undefined;
  if (isOne) return;
  const message = 'either the ids of workspaces, or `all`, with which `after` may go on';
  throw new WardroomError('invalid_input', { problems: [{ path: '/tenantIds', message }] });
}

/** Until a workspace is told, `failed` is what is true of it. */
async function choose(tx: PlatformWriteTransaction, { tenantIds, after }: Input): Promise<Chosen> {
  if (tenantIds !== undefined) {
    const ids = [...new Set(tenantIds.map(uuidOf))];
    const rows = await Promise.all(ids.map((id) => findById(tx, id)));
    return {
      tenants: ids.map((id, index) => ({ id, outcome: rows[index] ? 'failed' : 'unknown' })),
      next: null,
    };
  }
  const rows = await readTenants(tx, after === undefined ? null : uuidOf(after), mostAtOnce + 1);
  const tenants = rows
    .slice(0, mostAtOnce)
    .map(({ tenant_id }): Named => ({ id: tenant_id, outcome: 'failed' }));
  return { tenants, next: rows.length > mostAtOnce ? (tenants.at(-1)?.id ?? null) : null };
}

async function endIn(
  { database, keyring, onError }: EndTokensDeps,
  { at, requestId }: PlatformPrepareContext,
  { id, outcome }: Named,
  reason: string,
): Promise<Named> {
  if (outcome === 'unknown') return { id, outcome };
  try {
    const keys = await keyring.open({ kind: 'tenant', tenantId: id });
    await database.write(id, keys, async (tx) => {
      await endTokensOfTenant(tx, { at, actorId: null });
      // The tenant's log names no operator: who runs the deployment is the platform's own.
      tx.record({
        ...{ type: 'token.revoked', outcome: 'success', actorType: 'operator', actorId: null },
        ...{ action: 'directory.endTokens', resourceKind: 'Tenant', resourceId: id, credentialId: null },
        ...{ address: null, requestId, metadata: { reason } },
      });
    });
    return { id, outcome: 'ended' };
  } catch (error) {
    onError?.(error);
    return { id, outcome: 'failed' };
  }
}

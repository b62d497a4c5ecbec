/**
 * Where wrapped keys are kept: a tenant's among its own rows, behind a signed context like everything of it; those of the
 * deployment with the platform role. Nothing here can unwrap anything.
 */
import type { Uuid } from '@wardroom/contract';
import type pg from 'pg';
import type { Clock } from '../../clock.ts';
import type { KeyDomain, KeyScope, StoredDataKey, StoredKeys, WrappedKeyStore } from '../../keyring/index.ts';
import { instant } from '../connections.ts';
import type { ContextSigner } from '../context-signature.ts';
import { Session, translateDatabaseError } from '../session.ts';
import { begin, commit, enter, type KeyStatements, platformKeys, rollback, tenantKeys } from './store.ts';

export interface KeyStoreOptions {
  /** Of the role wardroom_platform. */
  readonly platformPool: pg.Pool;
  /** Of the role wardroom_app. */
  readonly writePool: pg.Pool;
  readonly signer: ContextSigner;
  readonly clock: Clock;
}

/** There is one wrapping of a scope key at a time; re-wrapping makes the next version. */
const firstVersion = 1;

export function createKeyStore(options: KeyStoreOptions): WrappedKeyStore {
  const at = (): string => instant(options.clock.now());
  return {
    load: (scope) => within(options, scope, load),
    insertTenantKey: (scope, wrapped) =>
      within(options, scope, async (session, statements, owner) => {
        await session.send(statements.insertScopeKey, [...owner, firstVersion, wrapped, at()]);
        return winner(await session.send<WrappedRow>(statements.findScopeKey, [...owner, firstVersion]));
      }),
    insertDataKey: (scope, domain, epoch, wrapped) =>
      within(options, scope, async (session, statements, owner) => {
        await session.send(statements.insertDataKey, [...owner, domain, epoch, wrapped, at()]);
        return winner(await session.send<WrappedRow>(statements.findDataKey, [...owner, domain, epoch]));
      }),
  };
}

interface WrappedRow {
  wrapped: Buffer;
}

function winner({ rows: [row] }: pg.QueryResult<WrappedRow>): Buffer {
  if (!row) throw new Error('a key that was just stored is not there');
  return row.wrapped;
}

async function load(
  session: Session,
  statements: KeyStatements,
  owner: readonly Uuid[],
): Promise<StoredKeys> {
  // Data keys first: a scope key is stored before any of them, so data keys that were seen have their parent.
  const [dataKeys, scopeKey] = await Promise.all([
    session.send<{ domain: KeyDomain; epoch: number; wrapped: Buffer; created_at: number }>(
      statements.loadDataKeys,
      owner,
    ),
    session.send<{ version: number; wrapped: Buffer }>(statements.loadScopeKey, owner),
  ]);
  return {
    tenantKey: scopeKey.rows[0] ?? null,
    dataKeys: dataKeys.rows.map(
      ({ created_at: createdAt, ...key }): StoredDataKey => ({ ...key, createdAt }),
    ),
  };
}

type Work<T> = (session: Session, statements: KeyStatements, owner: readonly Uuid[]) => Promise<T>;

/** One transaction; a tenant's has its signed context, the platform's needs none. */
async function within<T>(options: KeyStoreOptions, scope: KeyScope, work: Work<T>): Promise<T> {
  const pool = scope.kind === 'tenant' ? options.writePool : options.platformPool;
  const session = new Session(await connect(pool), 'keys');
  try {
    await session.send(begin, []);
    const result = await (scope.kind === 'tenant'
      ? withinTenant(session, options.signer, scope.tenantId as Uuid, work)
      : work(session, platformKeys, []));
    const { command } = await session.send(commit, []);
    // The COMMIT of a failed transaction resolves, as ROLLBACK.
    if (command !== 'COMMIT') throw new Error(`commit answered ${command}`);
    session.release();
    return result;
  } catch (error) {
    const undone = await session.send(rollback, []).then(
      () => true,
      () => false,
    );
    session.release(!undone);
    throw translateDatabaseError(error);
  }
}

async function withinTenant<T>(
  session: Session,
  signer: ContextSigner,
  tenantId: Uuid,
  work: Work<T>,
): Promise<T> {
  const entered = await session.send<{ left_over: string | null }>(enter, [
    signer.sign(tenantId, session.backendPid),
  ]);
  if (entered.rows[0]?.left_over)
    throw new Error('a connection carried a tenant context of an earlier transaction');
  return work(session, tenantKeys, [tenantId]);
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/**
 * The planted bug of the explorer's own proof: a database that locks the head of the log after the work instead of
 * before it, as a careless optimisation would. Everything else is the product's own code.
 */
import type { Uuid } from '@wardroom/contract';
import type pg from 'pg';
import type { Clock } from '../../src/kernel/clock.ts';
import type { ContextSigner } from '../../src/kernel/database/context-signature.ts';
import { Session, type StatementObserver } from '../../src/kernel/database/session.ts';
import type { TenantDatabase } from '../../src/kernel/database/tenant-database.ts';
import { WriteTransaction } from '../../src/kernel/database/transaction.ts';
import { lockHead } from '../../src/kernel/event-log/append.ts';
import type { Ids } from '../../src/kernel/ids.ts';
import type { ScopeKeys } from '../../src/kernel/keyring/index.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly signer: ContextSigner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly observer: StatementObserver;
}

export function databaseThatLocksTooLate(parts: Parts): TenantDatabase {
  const write = async <T>(
    tenantId: Uuid,
    keys: ScopeKeys,
    work: (tx: WriteTransaction) => Promise<T>,
  ): Promise<T> => {
    const session = new Session(await parts.pool.connect(), 'late', parts.observer);
    try {
      await session.send({ name: 'tx.begin', text: 'begin' }, []);
      await session.send({ name: 'late.enter', text: `select set_config('app.tenant', $1, true)` }, [
        parts.signer.sign(tenantId, session.backendPid),
      ]);
      const late = new WriteTransaction(tenantId, session, { keys, ids: parts.ids, clock: parts.clock });
      const result = await work(late);
      const head = await session.send<{ seq: number }>(lockHead, [tenantId]);
      late.headSeq = head.rows[0]?.seq ?? 0;
      await Promise.all(late.flush().answers);
      await session.send({ name: 'tx.commit', text: 'commit' }, []);
      session.release();
      return result;
    } catch (error) {
      await session.send({ name: 'tx.rollback', text: 'rollback' }, []).catch(() => {});
      session.release(true);
      throw error;
    }
  };
  return { write } as unknown as TenantDatabase;
}

/** Transactions of role wardroom_sealer, for what it writes beside the logs of tenants. */
import type { Pool } from '../../database/driver.ts';
import { Session, type StatementObserver } from '../../database/session.ts';

export interface SealerDatabase {
  /** Of the role wardroom_sealer. */
  readonly pool: Pool;
  readonly observer?: StatementObserver;
}

const begin = { name: 'trust.begin', text: 'begin' };
const commit = { name: 'trust.commit', text: 'commit' };
const rollback = { name: 'trust.rollback', text: 'rollback' };

/** Everything or nothing. Throws what the work throws, and when the commit did not happen. */
export async function transact<T>(
  { pool, observer }: SealerDatabase,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = new Session(await pool.connect(), 'trust', observer);
  try {
    await session.send(begin, []);
    const result = await work(session);
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
    throw error;
  }
}

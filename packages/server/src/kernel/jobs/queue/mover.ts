/** Moves jobs from the outbox into the queue, as role wardroom_worker. */
import type { Uuid } from '@wardroom/contract';
import type { Pool } from '../../database/driver.ts';
import { findTenantStatus, moveJobs, type TenantStatus } from './store.ts';

/** Keeps one statement within some ten milliseconds. */
export const moveBatch = 200;

/** Moves up to {@link moveBatch} jobs of whichever tenants; how many it were. */
export async function moveOutbox(pool: Pool): Promise<number> {
  const { name, text } = moveJobs;
  const { rows } = await pool.query<{ moved: number }>({ name, text, values: [moveBatch] });
  return rows[0]?.moved ?? 0;
}

/** Null when there is no such tenant. */
export async function readTenantStatus(pool: Pool, tenantId: Uuid): Promise<TenantStatus | null> {
  const { name, text } = findTenantStatus;
  const { rows } = await pool.query<{ status: TenantStatus | null }>({ name, text, values: [tenantId] });
  return rows[0]?.status ?? null;
}

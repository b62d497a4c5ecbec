/** What suites about grants begin with: a deployment, a client that may ask, and a clock that the test moves. */
import assert from 'node:assert/strict';
import type { GrantView } from '@wardroom/contract';
import type { Clock } from '../kernel/clock.ts';
import { addClient, type CallFrom, type ClientFixture, callFrom } from './access-requests.ts';
import type { Who } from './fixtures.ts';
import { createHarness, type Harness } from './harness.ts';

export interface GrantSuite {
  readonly h: Harness;
  readonly client: ClientFixture;
  readonly from: CallFrom;
  readonly clock: Clock;
  pass(ms: number): void;
  grantsOf(who: Who, input?: object): Promise<readonly GrantView[]>;
  /** What is on record of a kind in `acme`. */
  entries(type: string): Promise<readonly { resource_id: string | null; subject_id: string }[]>;
  close(): Promise<void>;
}

export async function arrangeGrants(): Promise<GrantSuite> {
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead };
  const h = await createHarness({ clock });
  return {
    ...{ h, clock, client: await addClient(h, h.acme), from: callFrom(h) },
    pass(ms) {
      ahead += ms;
    },
    grantsOf: async (who, input = {}) =>
      (await h.succeed<{ grants: GrantView[] }>(h.acme, who, 'grants.list', input)).grants,
    async entries(type) {
      const { rows } = await h.admin.query<{ resource_id: string | null; subject_id: string }>(
        'select resource_id, subject_id from tenant.audit_outbox where tenant_id = $1 and type = $2',
        [h.acme.tenant.id, type],
      );
      return rows;
    },
    async close() {
      await h.close();
      assert.deepEqual(h.bugs, []);
    },
  };
}

/** One call and everything that it left behind. */
import { type AnyOperation, type OperationName, operations } from '@wardroom/contract';
import { type Identity, isIdentity, type PresentedCredential } from '../../src/kernel/call.ts';
import { executeSettled } from '../../src/testing/execute-settled.ts';
import type { TenantFixture } from '../../src/testing/fixtures.ts';
import type { Harness } from '../../src/testing/harness.ts';
import { countEntries, entriesOf } from './entries.ts';
import type { Called } from './rules.ts';

export interface Asking {
  readonly name: OperationName;
  readonly credential: Identity | PresentedCredential;
  readonly input: unknown;
  readonly startedHere?: readonly string[];
}

export async function calledWith(
  harness: Harness,
  { tenant, host }: TenantFixture,
  { name, credential, input, startedHere = [] }: Asking,
): Promise<Called> {
  const requestId = harness.parts.ids.next();
  const [before, changesBefore] = [await countEntries(harness), await changesOf(harness, tenant.id)];
  const { answer } = await executeSettled(harness.kernel, {
    ...{ requestId, edge: 'http', host, operation: name, input, credential },
    ...{ address: '127.0.0.1', device: 'test', startedHere },
  });
  const operation: AnyOperation = operations[name];
  const identity = isIdentity(credential) ? credential : undefined;
  const isForeign = identity !== undefined && identity.tenantId !== tenant.id;
  return {
    ...{ operation, answer, tenantId: tenant.id },
    by: isForeign ? undefined : identity,
    isForeign,
    entries: await entriesOf(harness, requestId),
    grown: (await countEntries(harness)) - before,
    changes: (await changesOf(harness, tenant.id)) - changesBefore,
  };
}

async function changesOf({ admin }: Harness, tenantId: string): Promise<number> {
  const { rows } = await admin.query<{ n: number }>(
    'select count(*)::int as n from tenant.events where tenant_id = $1',
    [tenantId],
  );
  return rows[0]?.n ?? 0;
}

/** One call and everything that it left behind. */
import { type AnyOperation, type OperationName, operations, type Uuid } from '@wardroom/contract';
import { type Identity, isIdentity, type PresentedCredential } from '../../src/kernel/call.ts';
import type { Outcome } from '../../src/kernel/execute.ts';
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

interface Answered {
  readonly answer: Outcome['answer'];
  /** Absent: refused before it was a call. */
  readonly requestId?: Uuid;
}

export async function calledWith(
  harness: Harness,
  fixture: TenantFixture,
  { name, credential, input, startedHere = [] }: Asking,
): Promise<Called> {
  const identity = isIdentity(credential) ? credential : undefined;
  return left(harness, fixture, { name, identity }, async () => {
    const requestId = harness.parts.ids.next();
    const { answer } = await executeSettled(harness.kernel, {
      ...{ requestId, edge: 'http', host: fixture.host, operation: name, input, credential },
      ...{ address: '127.0.0.1', device: 'test', startedHere },
    });
    return { answer, requestId };
  });
}

/** What a call has answered, and left. */
export async function left(
  harness: Harness,
  { tenant }: TenantFixture,
  { name, identity }: { readonly name: OperationName; readonly identity: Identity | undefined },
  call: () => Promise<Answered>,
): Promise<Called> {
  const [before, changesBefore] = [await countEntries(harness), await changesOf(harness, tenant.id)];
  const { answer, requestId } = await call();
  const operation: AnyOperation = operations[name];
  const isForeign = identity !== undefined && identity.tenantId !== tenant.id;
  return {
    ...{ operation, answer, tenantId: tenant.id },
    by: isForeign ? undefined : identity,
    isForeign,
    entries: requestId === undefined ? [] : await entriesOf(harness, requestId),
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

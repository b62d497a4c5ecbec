/** Nodes over the harness's database: one that has just started for each call, and one that has been up for long. */
import type { AnyOperation } from '@wardroom/contract';
import { tenantModules } from '../../src/app/modules.ts';
import type { Identity, PresentedCredential } from '../../src/kernel/call.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import { createKernel } from '../../src/kernel/create-kernel.ts';
import { Passwords } from '../../src/kernel/crypto/index.ts';
import { createPostgresDirectory } from '../../src/kernel/directory/postgres-directory.ts';
import type { Kernel } from '../../src/kernel/execute.ts';
import { buildOperationTable } from '../../src/kernel/operation-table.ts';
import type { CompilePolicies } from '../../src/kernel/policies/index.ts';
import { executeSettled, unsampledId } from '../../src/testing/execute-settled.ts';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import type { Harness } from '../../src/testing/harness.ts';
import { isolated, testEpoch } from '../../src/testing/modules.ts';
import { type Seen, type Side, withoutRequestIds } from './probe/index.ts';
import type { StatementLog } from './statement-log.ts';

export const callers = ['owner', 'member', 'guest', 'bot'] as const satisfies readonly Who[];

/** Passwords as cheap as they come: nothing here is about guessing them. */
const cost = { memoryKiB: 64, passes: 1, lanes: 1 };

export interface NodeOptions {
  readonly report?: Kernel['reportTenantMismatch'];
  /** One that stands still keeps what the directory remembers from going out of date. */
  readonly directoryClock?: Clock;
  readonly compilePolicies?: CompilePolicies;
}

/** Makes kernels that share nothing but connections, keys in the database, and the provider. */
export function nodesOver(
  harness: Harness,
  { report, directoryClock, compilePolicies }: NodeOptions = {},
): () => Kernel {
  const { keyring, clock, ids, random } = harness.parts;
  const app = harness.poolOf('wardroom_app', 2);
  const directoryPool = harness.poolOf('wardroom_directory', 1);
  const { limiter } = harness.kernel;
  return () =>
    createKernel({
      ...{ keyring, clock, ids, random, limiter, signer: harness.signer },
      readPool: app,
      writePool: app,
      // Caches of production's size take longer to make than a call takes.
      directory: createPostgresDirectory({
        ...{ pool: directoryPool, keyring, clock: directoryClock ?? clock, baseDomain: 'localhost' },
        ...{ maxTenants: 100, maxCredentials: 100 },
      }),
      originOf: (slug) => `http://${slug}.localhost`,
      ...(compilePolicies ? { compilePolicies } : {}),
      onCommitted: () => {},
      implement: (parts) =>
        tenantModules({
          ...parts,
          ...isolated(),
          passwords: new Passwords({ random, parallel: 2, cost }),
          epoch: () => testEpoch as never,
        }),
      buildTable: buildOperationTable,
      reportTenantMismatch: report ?? (async () => {}),
      reportBug: (_call, error) => void harness.bugs.push(error),
    });
}

export interface PipelineSide extends Side {
  ask(
    credential: PresentedCredential | Identity,
    operation: string,
    input: unknown,
    host?: string,
  ): Promise<Seen>;
}

/** The pipeline itself, by `execute`. With a log, the statements are part of what is seen. */
export function pipelineSide(
  harness: Harness,
  tenant: TenantFixture,
  kernelOf: () => Kernel,
  log?: StatementLog,
): PipelineSide {
  const ask: PipelineSide['ask'] = async (credential, operation, input, host = tenant.host) => {
    const kernel = kernelOf();
    log?.take();
    const { answer } = await executeSettled(kernel, {
      requestId: unsampledId(harness.parts.ids),
      edge: 'http',
      ...{ host, operation, input, credential },
      address: '127.0.0.1',
      device: 'test',
    });
    const statements = log?.take() ?? [];
    const seen = answer.ok
      ? { output: answer.output }
      : { code: answer.error.code, message: answer.error.message, options: answer.error.options };
    return {
      ok: answer.ok,
      code: answer.ok ? undefined : answer.error.code,
      output: answer.ok ? answer.output : undefined,
      trace: [withoutRequestIds(JSON.stringify(seen)), ...statements].join('\n'),
    };
  };
  const send = (caller: string, operation: AnyOperation, input: Record<string, unknown>) => {
    const { secret, identity } = tenant.principals[caller as Who];
    const { kind } = identity;
    return ask({ kind, secret } as PresentedCredential, operation.name, input);
  };
  return { callers, send, ask };
}

/** Which decisions of a call are kept: every denial, and of the rest as many as the tenant wants. */
import type { WardroomError } from '@wardroom/contract';
import type { Kernel, Progress } from '../pipeline.ts';
import { contextAttributes, principalAttributes } from './attributes.ts';
import type { Decided } from './decision-log.ts';

export function noteDecisions(
  kernel: Pick<Kernel, 'decisions' | 'clock'>,
  progress: Progress,
  error: WardroomError | null,
): void {
  const { tenant, decided = [], samplePerMille = 0, call } = progress;
  if (tenant === undefined) return;
  const isSampled = Number.parseInt(call.requestId.slice(-7), 16) % 1_000 < samplePerMille;
  // Where the evaluated version would deny, it is kept whatever the share is: it is what one evaluates for.
  const kept = decided.filter((one) => !one.allowed || isSampled || one.evaluated?.allowed === false);
  const before = error?.code === 'forbidden' && decided.length === 0 ? deniedBefore(kernel, progress) : [];
  kernel.decisions.note(tenant.id, [...kept, ...before]);
}

/** Refused for want of a role before anything was looked up. */
function deniedBefore({ clock }: Pick<Kernel, 'clock'>, progress: Progress): Decided[] {
  const { authority, operation, call } = progress;
  if (authority === undefined || operation === undefined) return [];
  const { permission, name, resource } = operation;
  if (typeof permission !== 'string' || permission === 'operator') return [];
  const circumstances = { address: call.address, device: call.device, at: clock.now(), operation: name };
  return [
    {
      principalId: authority.principalId,
      ...{ operation: name, permission, resourceKind: resource, resourceId: null },
      ...{ allowed: false, byPolicy: false, version: null, evaluated: null },
      request: () => ({
        principal: principalAttributes(authority, []),
        context: contextAttributes(authority, circumstances, { timeZone: 'UTC', region: '' }),
        ...{ resource: null, determining: [] },
      }),
    },
  ];
}

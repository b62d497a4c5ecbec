/**
 * What is refused here is on record before its answer leaves, as the contract declares it: by the standard’s own rules, or
 * before they were asked. What must never happen: a refusal is heard that is on no record.
 */
import { endpoints, protocolAnswers, tenantRefusals, WardroomError } from '@wardroom/contract';
import type { Asking, OAuthDependencies } from './dependencies.ts';

type Recording = Pick<OAuthDependencies, 'recordRefusal'>;

export interface ProtocolRefusal {
  /** RFC 6749, 5.2, and its relatives. */
  readonly error: string;
  readonly clientName: string | null;
}

export async function recordProtocolRefusal(
  { recordRefusal }: Recording,
  asking: Asking,
  { error, clientName }: ProtocolRefusal,
): Promise<void> {
  const { refused } = endpoints[asking.endpoint];
  if (typeof refused !== 'string' || Object.hasOwn(protocolAnswers, error)) return;
  const name = clientName === null ? {} : { clientName: clientName.slice(0, 200) };
  await recordRefusal({ ...asking, type: refused, metadata: { error, ...name } });
}

/** What to throw: the error, or `overloaded` when it cannot be recorded. */
export async function recorded(
  { recordRefusal }: Recording,
  asking: Asking,
  error: WardroomError,
): Promise<WardroomError> {
  const type = tenantRefusals[error.code];
  if (typeof type !== 'string') return error;
  try {
    await recordRefusal({ ...asking, type, metadata: { code: error.code } });
    return error;
  } catch (cause) {
    return cause instanceof WardroomError ? cause : new WardroomError('overloaded', { cause });
  }
}

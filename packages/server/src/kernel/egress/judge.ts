/** Every answer must pass, not only the one that would be used: a name with one foot inside is somebody's attempt. */
import type { Allowance } from './allow-list.ts';
import { classifyAddress, isWithin } from './classify.ts';
import { Refusal, type RefusalReason } from './refusal.ts';

export const maxAnswers = 16;

export interface AddressRules {
  readonly allowances: readonly Allowance[];
  /** Addresses and networks of this deployment. */
  readonly ownAddresses: readonly string[];
}

/** The same addresses, all of them fit to connect to; throws otherwise. */
export function judge(addresses: readonly string[], rules: AddressRules): readonly string[] {
  if (addresses.length === 0) throw new Refusal('answer_empty');
  if (addresses.length > maxAnswers) throw new Refusal('answer_too_many');
  const refused = addresses.flatMap((address) => {
    const reason = objectionTo(address, rules);
    return reason === null ? [] : [{ address, reason }];
  });
  const [first] = refused;
  if (first === undefined) return [...new Set(addresses)];
  const isMixed = refused.length < addresses.length;
  throw new Refusal(isMixed ? 'answer_mixed' : first.reason, { address: first.address });
}

function objectionTo(address: string, { allowances, ownAddresses }: AddressRules): RefusalReason | null {
  const networks = allowances.map((allowance) => allowance.network);
  if (isWithin(address, networks)) return null;
  if (classifyAddress(address) !== 'public') return 'address_private';
  return isWithin(address, ownAddresses) ? 'address_own' : null;
}

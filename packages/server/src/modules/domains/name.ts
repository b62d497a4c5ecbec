/** Which names may be claimed at all, before anybody has proved anything. */
import { isBelow, isSpecialUse } from '../../kernel/egress/index.ts';

export interface DomainRules {
  /** Of the deployment. Lower case. */
  readonly baseDomain: string;
  /**
   * Whether names below special-use top-level domains may be claimed: only where the operator names the name servers,
   * which then know such names, as those of a company network do.
   */
  readonly admitsSpecialUse: boolean;
}

/** Names that lead to the machine of whoever reads them, to no DNS server, or to servers of DNS itself (RFC 6761). */
const neverHosts: ReadonlySet<string> = new Set(['localhost', 'local', 'invalid', 'onion', 'alt', 'arpa']);

/** Why the name cannot be claimed, as a sentence for the person who typed it; null: it can. */
export function refusalOfName(name: string, { baseDomain, admitsSpecialUse }: DomainRules): string | null {
  if (isBelow(name, [baseDomain])) return 'this name belongs to the deployment itself';
  const top = name.slice(name.lastIndexOf('.') + 1);
  if (neverHosts.has(top) || (isSpecialUse(name) && !admitsSpecialUse))
    return 'names with this ending are reserved and lead nowhere';
  return null;
}

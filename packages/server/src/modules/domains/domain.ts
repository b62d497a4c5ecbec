/** A custom domain: the name a tenant claims, and what its TXT record has to say. */
import { timingSafeEqual } from 'node:crypto';
import { type DomainView, encodeId, type Uuid } from '@wardroom/contract';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Random } from '../../kernel/random.ts';
import type { DomainRow } from './store.ts';

/** Of one tenant. */
export const mostDomains = 10;

export interface Claim {
  readonly name: string;
  /** 32 characters that nobody can guess, and that no other claim has. */
  readonly proof: string;
}

const place = (domainId: Uuid) => ({ table: 'domains', column: 'sealed', row: domainId });

/** 192 bits. */
export const newProof = (random: Random): string => random.bytes(24).toString('base64url');

export const nameLookup = (keys: ScopeKeys, name: string): Buffer => keys.lookup('directory', 'domain', name);

export const sealClaim = (keys: ScopeKeys, domainId: Uuid, { name, proof }: Claim): Buffer =>
  keys.encrypt('directory', place(domainId), JSON.stringify({ name, proof }));

export async function openClaim(
  keys: ScopeKeys,
  { domain_id, sealed }: Pick<DomainRow, 'domain_id' | 'sealed'>,
): Promise<Claim> {
  await keys.ensureEpochs('directory', [sealed]);
  const { name, proof } = JSON.parse(keys.decryptText('directory', place(domain_id), sealed)) as Claim;
  return { name, proof };
}

/** Below the name, so that a TXT record of the name itself, which may mean something to others, stays as it is. */
export const recordNameOf = ({ name }: Claim): string => `_wardroom-challenge.${name}`;
export const recordValueOf = ({ proof }: Claim): string => `wardroom-domain=${proof}`;

/** Whether one of the texts is the one that was asked for. */
export function proves(texts: readonly string[], claim: Claim): boolean {
  const wanted = Buffer.from(recordValueOf(claim));
  let found = false;
  for (const text of texts) {
    const given = Buffer.from(text);
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) found = true;
  }
  return found;
}

export const domainResource = ({ domain_id }: Pick<DomainRow, 'domain_id'>): ResourceFacts => ({
  id: domain_id,
  facts: { kind: 'Tenant' },
});

export async function toDomainView(keys: ScopeKeys, row: DomainRow): Promise<DomainView> {
  const claim = await openClaim(keys, row);
  return {
    id: encodeId('domain', row.domain_id),
    name: claim.name,
    status: row.verified_at === null ? 'waiting' : 'verified',
    recordName: recordNameOf(claim),
    recordValue: recordValueOf(claim),
    createdAt: row.created_at,
    verifiedAt: row.verified_at,
  };
}

/**
 * Issues access tokens for the authorisation server: to clients in their own right, from what a person has granted, and in
 * exchange for another token. Those that wait together share a transaction. What must never happen: a token without its
 * issuance on record, or one that would be refused in the moment in which it is issued.
 */
import { encodeId, type Uuid, WardroomError } from '@wardroom/contract';
import type { Exchanged, Granted, Issuer } from '../../kernel/access/index.ts';
import { type Authority, readAuthorities } from '../../kernel/authority/authority.ts';
import { readStandings, type StandingRow } from '../../kernel/authority/store.ts';
import type { Identity } from '../../kernel/call.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { BatchResult } from '../../kernel/implementation.ts';
import { issuePermit } from '../../kernel/permit.ts';
import type { Kernel } from '../../kernel/pipeline.ts';
import { longestLifeMs, type TokenFacts } from '../../kernel/tokens/index.ts';
import { issued, metadataOf } from './issued.ts';
import { type Narrowed, narrow } from './narrow.ts';
import { insertToken } from './store.ts';

export interface IssuerDeps extends Pick<Kernel, 'lanes' | 'keyring' | 'tokens' | 'clock' | 'ids'> {}

const lifeMs = { person: 600_000, program: 300_000 } as const;

export function createIssuer(deps: IssuerDeps): Issuer {
  const { lanes, keyring, tokens } = deps;
  const runner = (tx: WriteTransaction, items: readonly (Granted | Exchanged)[]) => runItems(deps, tx, items);
  return {
    async issue(asked) {
      const { tenant } = asked;
      const keys = await keyring.open({ kind: 'tenant', tenantId: tenant.id });
      const facts = await lanes.submit(tenant.id, keys, runner, asked);
      return { facts, accessToken: await tokens.mint(await tokens.signer(tenant.id), facts, tenant) };
    },
  };
}

type Made = ReturnType<typeof issued>;

async function runItems(
  { clock, ids }: IssuerDeps,
  tx: WriteTransaction,
  items: readonly (Granted | Exchanged)[],
): Promise<BatchResult<TokenFacts>[]> {
  const at = clock.now();
  const subjects = items.map((item) => ('subject' in item ? item.subject.principalId : item.principalId));
  const [standings, parents] = await Promise.all([
    readStandings(tx, [...new Set(subjects)], at),
    readParents(tx, items, at),
  ]);
  const byId = new Map(standings.map((row) => [row.principal_id, row]));
  const made = items.map((item, index) =>
    attempt(() => {
      const standing = byId.get(subjects[index] as Uuid);
      if (standing === undefined) throw new WardroomError('unauthenticated');
      return 'subject' in item
        ? exchangedFor(item, parents.get(item) ?? null, standing, { at, id: ids.next() })
        : granted(item, standing, { at, id: ids.next() });
    }),
  );
  const worth = await worthOf(tx, items, made, at);
  // Sent one behind the other, answered together.
  return Promise.all(
    items.map(async (item, index) => {
      const one = made[index];
      const authority = worth.get(index);
      if (one === undefined || !one.ok) return one ?? failed();
      return authority === undefined ? failed() : written(tx, item, one.result, authority);
    }),
  );
}

const failed = (): BatchResult<never> => ({ ok: false, error: new WardroomError('unauthenticated') });

function attempt<T>(work: () => T): BatchResult<T> {
  try {
    return { ok: true, result: work() };
  } catch (error) {
    return { ok: false, error };
  }
}

interface Now {
  readonly at: number;
  readonly id: Uuid;
}

function granted(item: Granted, standing: StandingRow, { at, id }: Now): Made {
  const { clientId, grantId, sessionId, principalId, proofKey, scopes, tenant } = item;
  const issuedAt = Math.floor(at / 1000) * 1000;
  const narrowed: Narrowed = {
    clientId: encodeId('client', clientId),
    ...{ via: [], grantId, proofKey, actors: [], sessionId, keyId: null, ancestors: [], scopes },
    ...{ prefix: null, channelId: null, operation: null, once: false, orgId: null, issuedAt },
    expiresAt: issuedAt + (standing.kind === 'person' ? lifeMs.person : lifeMs.program),
  };
  const parent = grantId === null ? { kind: 'client', id: clientId } : { kind: 'grant', id: grantId };
  return issued(
    { tokenId: id, tenantId: tenant.id, principalId, parent: parent as never },
    narrowed,
    standing,
  );
}

function exchangedFor(
  item: Exchanged,
  parent: Authority | null,
  standing: StandingRow,
  { at, id }: Now,
): Made {
  if (parent === null) throw new WardroomError('unauthenticated');
  const { tenant, subject, clientId, actorId, proofKey, scopes, channelId, operation, once } = item;
  const exchange = { clientId: encodeId('client', clientId), actorId, proofKey };
  const wanted = { scopes, channelId, operation, once, expiresInMs: item.expiresInMs, sessionBound: false };
  const narrowed = narrow(parent, { ...wanted, exchange }, tenant.id, at);
  const parentToken = { kind: 'token', id: subject.tokenId } as const;
  return issued(
    { tokenId: id, tenantId: tenant.id, principalId: subject.principalId, parent: parentToken },
    narrowed,
    standing,
  );
}

/** What the tokens that are handed in are worth now. A token that works once is not for handing on. */
async function readParents(
  tx: WriteTransaction,
  items: readonly (Granted | Exchanged)[],
  at: number,
): Promise<ReadonlyMap<Exchanged, Authority>> {
  const exchanged = items.filter((item): item is Exchanged => 'subject' in item && !item.subject.once);
  if (exchanged.length === 0) return new Map();
  const callers = exchanged.map(({ subject, address }) => ({ identity: identityOf(subject), address }));
  const authorities = await readAuthorities(tx, callers, at);
  return new Map(
    exchanged.flatMap((item, index) => {
      const authority = authorities[index];
      return authority ? [[item, authority] as const] : [];
    }),
  );
}

/** Each new token, held against what is true now, as its first use would. */
async function worthOf(
  tx: WriteTransaction,
  items: readonly (Granted | Exchanged)[],
  made: readonly BatchResult<Made>[],
  at: number,
): Promise<ReadonlyMap<number, Authority>> {
  const whole = made.flatMap((one, index) => (one.ok ? [{ index, facts: one.result.facts }] : []));
  const callers = whole.map(({ index, facts }) => ({
    identity: identityOf(facts),
    address: items[index]?.address ?? '',
  }));
  const authorities = callers.length === 0 ? [] : await readAuthorities(tx, callers, at);
  return new Map(
    whole.flatMap(({ index }, position) => {
      const authority = authorities[position];
      return authority ? [[index, authority] as const] : [];
    }),
  );
}

async function written(
  tx: WriteTransaction,
  item: Granted | Exchanged,
  { row, facts }: Made,
  { scopes, actorType, expiresAt }: Authority,
): Promise<BatchResult<TokenFacts>> {
  // What client and grant do not carry is not in it, so that it says what it is worth.
  const left = scopes === 'all' ? facts.scopes : scopes;
  const ends = Math.floor(Math.min(facts.expiresAt, expiresAt) / 1000) * 1000;
  if (left.size === 0) return { ok: false, error: new WardroomError('insufficient_scope') };
  if (ends <= facts.issuedAt || ends - facts.issuedAt > longestLifeMs) return failed();
  const final = { ...row, scopes: [...left], expires_at: ends };
  const permit = issuePermit({
    ...{ transaction: tx, tenantId: tx.tenantId, operation: 'oauth.token', permission: 'credential' },
    resourceId: row.token_id,
  });
  await insertToken(tx, permit, final);
  const { address, requestId } = item;
  tx.record({
    ...{ type: 'token.issued', outcome: 'success', action: 'oauth.token', address, requestId, actorType },
    ...{ actorId: row.principal_id, subjectId: row.principal_id, credentialId: null },
    ...{ resourceKind: 'Token', resourceId: row.token_id, metadata: metadataOf(final) },
  });
  return { ok: true, result: { ...facts, scopes: left, expiresAt: ends } };
}

const identityOf = (facts: TokenFacts): Identity => ({
  ...{ kind: 'token', id: facts.tokenId, principalId: facts.principalId, tenantId: facts.tenantId },
  token: facts,
});

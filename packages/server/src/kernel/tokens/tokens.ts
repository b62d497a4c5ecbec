/** Access tokens as the pipeline, the edges and modules use them. */
import type { Uuid } from '@wardroom/contract';
import type { JWK } from 'jose';
import { readAuthorities } from '../authority/authority.ts';
import type { Identity, PresentedCredential } from '../call.ts';
import type { Clock } from '../clock.ts';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { Feeds } from '../feed/index.ts';
import type { Keyring } from '../keyring/index.ts';
import type { Tenant } from '../tenant.ts';
import { type Ephemeral, type EphemeralOrder, mintEphemeral } from './ephemeral.ts';
import { mintToken } from './mint.ts';
import { requireProof } from './proof.ts';
import { Proofs } from './proofs.ts';
import { Revocations } from './revocations.ts';
import { type Signer, SigningKeys } from './signing-keys.ts';
import { refused, type TokenFacts } from './token.ts';
import { TokenVerifier } from './verify.ts';

export interface TokensOptions {
  readonly database: TenantDatabase;
  readonly keyring: Pick<Keyring, 'open'>;
  readonly clock: Clock;
  readonly ids: { next(): Uuid };
  /** The origin of a tenant: the issuer and the one audience of its tokens. */
  readonly originOf: (slug: string) => string;
  readonly onError: (error: unknown) => void;
}

type Place = Pick<Tenant, 'id' | 'slug'>;
type PresentedToken = Extract<PresentedCredential, { readonly kind: 'token' }>;

export class Tokens {
  readonly keys: SigningKeys;
  readonly proofs: Proofs;
  readonly #options: TokensOptions;
  readonly #verifier: TokenVerifier;
  readonly #revocations: Revocations;

  constructor(options: TokensOptions) {
    this.#options = options;
    this.keys = new SigningKeys(options);
    this.proofs = new Proofs(options);
    this.#verifier = new TokenVerifier({ keys: this.keys, clock: options.clock });
    this.#revocations = new Revocations(options);
  }

  /** Feeds of its own, so that ends are heard without a query. */
  follow(feeds: Feeds): void {
    this.#revocations.start(feeds);
  }

  /**
   * Whose token this is, by its own word and signature, refused early when this node knows that it has ended. What it is
   * worth is read in the transaction that relies on it.
   */
  async identify({ secret: token, proof }: PresentedToken, tenant: Place): Promise<Identity> {
    const facts = await this.#verifier.verify(token, this.#askedAt(tenant));
    if (this.#revocations.hasEnded(facts)) throw refused('revoked');
    const now = this.#options.clock.now();
    await requireProof(this.proofs, { token, facts, proof, tenantId: tenant.id, now });
    return identityOf(facts);
  }

  /** The whole question, for whoever has no transaction of their own: steady-state it costs no query. */
  async validate(token: string, tenant: Place, address: string): Promise<TokenFacts> {
    const facts = await this.#verifier.verify(token, this.#askedAt(tenant));
    const isAlive = await this.#revocations.isAlive(facts, address, async () => {
      const caller = { identity: identityOf(facts), address };
      const { database, clock } = this.#options;
      const [authority] = await database.read(tenant.id, (tx) => readAuthorities(tx, [caller], clock.now()));
      return authority !== null && authority !== undefined;
    });
    if (!isAlive) throw refused('revoked');
    return facts;
  }

  signer(tenantId: Uuid): Promise<Signer> {
    return this.keys.signer(tenantId);
  }

  mint(signer: Signer, facts: TokenFacts, tenant: Place): Promise<string> {
    return mintToken(signer, facts, this.#options.originOf(tenant.slug));
  }

  /** For a backend outside (TOK-11). Whoever hands it out records its id; never inside a transaction. */
  async ephemeral(tenant: Place, order: Omit<EphemeralOrder, 'tenantId'>): Promise<Ephemeral> {
    const { clock, ids, originOf } = this.#options;
    const by = { origin: originOf(tenant.slug), id: ids.next(), at: clock.now() };
    return mintEphemeral(await this.signer(tenant.id), { ...order, tenantId: tenant.id }, by);
  }

  published(tenantId: Uuid): Promise<{ readonly keys: readonly JWK[] }> {
    return this.keys.published(tenantId);
  }

  #askedAt(tenant: Place) {
    return { tenantId: tenant.id, origin: this.#options.originOf(tenant.slug) };
  }
}

const identityOf = (facts: TokenFacts): Identity => ({
  kind: 'token',
  id: facts.tokenId,
  principalId: facts.principalId,
  tenantId: facts.tenantId,
  token: facts,
});

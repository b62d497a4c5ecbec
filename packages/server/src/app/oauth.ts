/** The authorisation server, bound to the kernel and the modules of this deployment. */
import { encodeId, endpoints, scopeNames } from '@wardroom/contract';
import type { FastifyInstance } from 'fastify';
import type { HttpEdgeDependencies } from '../edges/http/index.ts';
import { addOAuthRoutes, admit, type OAuthDependencies } from '../edges/oauth/index.ts';
import { readStandings } from '../kernel/authority/store.ts';
import type { Egress } from '../kernel/egress/index.ts';
import type { Kernel } from '../kernel/execute.ts';
import type { Log } from '../kernel/log/index.ts';
import { ProtocolRecords } from '../kernel/protocol-records/index.ts';
import { systemRandom } from '../kernel/random.ts';
import { readAccessSettings } from '../modules/access/index.ts';
import { createClientDirectory } from '../modules/clients/index.ts';
import { createGrants } from '../modules/grants/index.ts';
import { createIssuer, endToken } from '../modules/tokens/index.ts';

export interface OAuthParts {
  readonly kernel: Kernel;
  readonly egress: Egress;
  readonly originOf: (slug: string) => string;
  readonly log: Log;
}

export interface AuthorisationServer {
  addRoutes(app: FastifyInstance): void;
  readonly publishedKeys: HttpEdgeDependencies['publishedKeys'];
  /** Resolves when nothing is being written. */
  settled(): Promise<void>;
}

export function createAuthorisationServer({
  kernel,
  egress,
  originOf,
  log,
}: OAuthParts): AuthorisationServer {
  const { database, tokens, limiter, auditLane, clock, ids } = kernel;
  const onError = (error: unknown) => log.warn('token.failed', {}, error);
  const deps = { ...kernel, random: systemRandom, onError };
  const clients = createClientDirectory(deps);
  const grants = createGrants(deps);
  const dependencies: OAuthDependencies = {
    ...{ clients, grants, originOf, clock, ids, log, scopes: scopeNames },
    records: new ProtocolRecords(kernel),
    issuer: createIssuer(kernel),
    isActive: (tenantId, principalId) =>
      database.read(tenantId, async (tx) => {
        const [row] = await readStandings(tx, [principalId], clock.now());
        return row?.status === 'active' && (row.owner_status === null || row.owner_status === 'active');
      }),
    settings: ({ id }) => database.read(id, readAccessSettings),
    validate: (token, tenant, address) => tokens.validate(token, tenant, address),
    revokeToken: (asking, facts) => endToken(kernel, asking, facts),
    useProof: (tenantId, name, expiresAt) => tokens.proofs.use(tenantId, name, expiresAt),
    limit: ({ endpoint, tenant, address }) =>
      limiter.take(
        { tenantId: tenant.id, principalId: null, address, operation: endpoint },
        endpoints[endpoint].cost,
      ),
    recordRefusal: ({ endpoint, tenant, address, requestId, type, metadata }) =>
      auditLane.record(tenant.id, {
        ...{ type, outcome: 'blocked', actorType: 'anonymous', actorId: null, action: endpoint },
        ...{ resourceKind: 'Client', resourceId: null, credentialId: null, address, requestId, metadata },
      }),
    fetch: (tenantId, purpose) => egress.asFetch(purpose, encodeId('tenant', tenantId)),
  };
  return {
    addRoutes: (app) => addOAuthRoutes(app, dependencies),
    async publishedKeys(tenant, { address, requestId }) {
      await admit(dependencies, { endpoint: 'oauth.keys', tenant, address, requestId });
      return tokens.published(tenant.id);
    },
    settled: async () => {
      await Promise.all([clients.settled(), grants.settled()]);
    },
  };
}

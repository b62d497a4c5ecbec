/** `/.well-known` (RFC 8615) of a tenant’s host: what verifiers need before they can ask anything. */
import { WardroomError } from '@wardroom/contract';
import type { FastifyInstance } from 'fastify';
import { publishedForSeconds } from '../../kernel/tokens/index.ts';
import type { HttpEdgeDependencies } from './dependencies.ts';

export function addWellKnown(
  app: FastifyInstance,
  { publishedKeys }: Pick<HttpEdgeDependencies, 'publishedKeys'>,
): void {
  app.get('/.well-known/jwks.json', async (request, reply) => {
    const { arrival } = request;
    // The platform issues no tokens.
    if (!arrival?.tenant) throw new WardroomError('not_found');
    const keys = await publishedKeys(arrival.tenant, arrival);
    return reply
      .header('cache-control', `public, max-age=${publishedForSeconds}`)
      .type('application/jwk-set+json')
      .send(JSON.stringify(keys));
  });
}

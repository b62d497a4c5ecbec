/** Health, readiness and metrics. Nothing here says anything about a tenant. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { WardroomError } from '@wardroom/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { headerValues } from '../../kernel/ingress/index.ts';
import type { HttpEdgeDependencies } from './dependencies.ts';

export const statusPaths = ['/healthz', '/readyz', '/metrics'] as const;

export function addStatusRoutes(app: FastifyInstance, dependencies: HttpEdgeDependencies): void {
  // Load balancers ask by address, without knowing a host name: health alone answers everywhere.
  app.get('/healthz', { config: { anyHost: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', async (request, reply) => {
    requirePlatform(request);
    const ready = await dependencies.isReady();
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'unavailable' });
  });
  app.get('/metrics', async (request, reply) => {
    requirePlatform(request);
    if (!mayReadMetrics(request, dependencies.metricsToken)) throw new WardroomError('unauthenticated');
    return reply.type(dependencies.metrics.contentType).send(await dependencies.metrics.print());
  });
}

function requirePlatform({ arrival }: FastifyRequest): void {
  if (arrival?.realm !== 'platform') throw new WardroomError('not_found');
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** A local proxy makes everybody look local, so a forwarded request is never local. */
function mayReadMetrics(request: FastifyRequest, token: string | null): boolean {
  const { rawHeaders, socket } = request.raw;
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via'].some(
    (name) => headerValues(rawHeaders, name).length > 0,
  );
  if (!isForwarded && loopback.has(socket.remoteAddress ?? '')) return true;
  const credential = request.arrival?.credential;
  return token !== null && credential?.kind === 'key' && sameText(credential.secret, token);
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const sameText = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right));

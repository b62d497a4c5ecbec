/** How much is on the way through this edge: bounded, and known when it stops. */
import { WardroomError } from '@wardroom/contract';
import type { FastifyRequest } from 'fastify';

export interface LoadLimits {
  readonly maxRequests: number;
  /** Bytes of bodies that may be in memory at once, counted by the limit of each operation before a byte arrives. */
  readonly maxBodyBytes: number;
}

export interface Load {
  /** Throws `overloaded` when there is no room. */
  enter(request: FastifyRequest): void;
  leave(request: FastifyRequest): void;
  readonly requests: number;
}

export function createLoad({ maxRequests, maxBodyBytes }: LoadLimits): Load {
  const held = new Map<FastifyRequest, number>();
  let bodyBytes = 0;
  return {
    enter(request) {
      const bytes = request.method === 'POST' ? (request.routeOptions.bodyLimit ?? 0) : 0;
      if (held.size >= maxRequests || bodyBytes + bytes > maxBodyBytes)
        throw new WardroomError('overloaded', { retryAfterSeconds: 1 });
      held.set(request, bytes);
      bodyBytes += bytes;
    },
    leave(request) {
      bodyBytes -= held.get(request) ?? 0;
      held.delete(request);
    },
    get requests() {
      return held.size;
    },
  };
}

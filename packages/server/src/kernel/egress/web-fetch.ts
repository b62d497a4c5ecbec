/** The guard in the shape of `fetch`, for libraries that take one. It understands little, and refuses the rest. */
import type { EgressResponse } from './exchange.ts';
import type { Purpose } from './purposes.ts';
import type { EgressOptions } from './request.ts';

/** What is not named here (redirect, dispatcher, credentials, …) changes nothing: there is one way of doing it. */
export interface EgressFetchInit {
  readonly method?: string | undefined;
  readonly headers?: ConstructorParameters<typeof Headers>[0];
  readonly body?: string | Buffer | null | undefined;
  readonly signal?: AbortSignal | null | undefined;
}

export type EgressFetch = (url: string | URL, init?: EgressFetchInit) => Promise<Response>;

type GuardedFetch = (purpose: Purpose, url: string, options: EgressOptions) => Promise<EgressResponse>;

/** Headers of the library that the guard sets itself. */
const ours = new Set(['accept-encoding', 'user-agent']);
const withoutBody = new Set([204, 205]);

export function fetchShaped(fetch: GuardedFetch, purpose: Purpose, tenantId: string | null): EgressFetch {
  return async (url, { method, headers, body, signal } = {}) => {
    const given = [...new Headers(headers)].filter(([name]) => !ours.has(name));
    const answer = await fetch(purpose, typeof url === 'string' ? url : url.href, {
      tenantId,
      headers: Object.fromEntries(given),
      ...(method === undefined ? {} : { method }),
      ...(body === undefined || body === null ? {} : { body }),
      ...(signal === undefined || signal === null ? {} : { signal }),
    });
    const content = withoutBody.has(answer.status) ? null : new Uint8Array(answer.body);
    return new Response(content, { status: answer.status, headers: answer.headers });
  };
}

/** After the library and before its answer leaves: cookies become ours, answers are kept, refusals are on record. */
import { WardroomError } from '@wardroom/contract';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { endedCookie, translateCookies } from './browser.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { keepAnswer } from './refresh-answers.ts';
import { recordProtocolRefusal } from './refusals.ts';
import { type RequestState, stateOf } from './state.ts';

export async function finish(dependencies: OAuthDependencies, ctx: KoaContextWithOIDC): Promise<void> {
  const state = stateOf(ctx);
  const { endpoint } = state.asking;
  if (state.repeated !== undefined) {
    ctx.status = 200;
    ctx.body = JSON.parse(state.repeated);
  } else if (ctx.status === 200 && isRefresh(ctx)) await keepAnswer(dependencies, ctx);
  if (state.failure !== undefined && ctx.status >= 500) tellFailure(dependencies, ctx, state.failure);
  const cookies = translateCookies([ctx.response.headers['set-cookie'] ?? []].flat());
  if (endpoint === 'oauth.resume') cookies.push(endedCookie(ctx.path.split('/').at(-1) ?? ''));
  ctx.remove('set-cookie');
  if (cookies.length > 0) ctx.set('set-cookie', cookies);
  ctx.set('cache-control', 'no-store');
  // The library is not told the origin of a page (handover.ts), and so would let each of them read the answer.
  for (const name of Object.keys(ctx.response.headers))
    if (name.startsWith('access-control-')) ctx.remove(name);
  const error = refusalIn(ctx, state);
  if (error !== null)
    await recordProtocolRefusal(dependencies, state.asking, {
      ...{ error, clientName: ctx.oidc?.client?.clientId ?? null },
    }).catch((cause: unknown) => {
      // What cannot be recorded is not told, neither here nor to the client that the browser would go back to.
      ctx.remove('location');
      ctx.body = {};
      tellFailure(dependencies, ctx, cause);
    });
}

const isRefresh = ({ oidc }: KoaContextWithOIDC): boolean =>
  oidc?.route === 'token' && oidc.params?.['grant_type'] === 'refresh_token';

/** What is not known to be there for a moment only is a bug: told in full inside, as `server_error` outside. */
function tellFailure({ log }: OAuthDependencies, ctx: KoaContextWithOIDC, failure: unknown): void {
  const code = failure instanceof WardroomError ? failure.code : 'internal';
  const { requestId } = stateOf(ctx).asking;
  if (code === 'internal') log.error('request.bug', { requestId, edge: 'oauth' }, failure);
  ctx.status = 503;
  ctx.set('retry-after', '1');
  if (typeof ctx.body === 'object') ctx.body = { error: 'temporarily_unavailable' };
}

/** Null: answered, or a fault of ours, which is in the log of the server. */
function refusalIn(ctx: KoaContextWithOIDC, { refused }: RequestState): string | null {
  if (ctx.status >= 500) return null;
  // What a person has denied is on record by what they denied it with.
  if (refused !== undefined)
    return ctx.oidc?.entities.Interaction?.result?.error === undefined ? refused : null;
  if (ctx.status < 400) return null;
  const body: unknown = ctx.body;
  const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined;
  return typeof error === 'string' ? error : 'refused';
}

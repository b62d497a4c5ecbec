/**
 * Who made the browser send this request. Sibling tenants are same-site, so SameSite cookies protect nothing between
 * them: only the Origin header does. Sec-Fetch-Site may refuse more, never permit.
 */
import { headerValues } from './headers.ts';

export interface OriginFacts {
  readonly rawHeaders: readonly string[];
  readonly ownOrigin: string;
  /** Commands, socket upgrades: everything but reading. */
  readonly stateChanging: boolean;
  readonly hasCookie: boolean;
  readonly hasBearer: boolean;
  /** False for pages and assets, which other sites may link to. */
  readonly isCall: boolean;
}

export type OriginVerdict = 'accepted' | 'foreign_origin' | 'missing_origin' | 'foreign_site';

/**
 * A foreign Origin is refused on every request. A state-changing request without Origin comes from no browser; it is
 * accepted only with a bearer key and without a cookie, because a browser adds cookies by itself and never keys.
 */
export function originVerdict(facts: OriginFacts): OriginVerdict {
  const { rawHeaders, ownOrigin, stateChanging, hasCookie, hasBearer, isCall } = facts;
  const origins = headerValues(rawHeaders, 'origin');
  if (origins.length > 1 || (origins.length === 1 && origins[0] !== ownOrigin)) return 'foreign_origin';
  if (stateChanging && origins.length === 0 && (hasCookie || !hasBearer)) return 'missing_origin';
  const sites = headerValues(rawHeaders, 'sec-fetch-site');
  if (isCall && sites.some((site) => site !== 'same-origin' && site !== 'none')) return 'foreign_site';
  return 'accepted';
}

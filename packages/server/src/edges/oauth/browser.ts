/**
 * Requests for access are tied to the browser in which they began: whoever is sent a link to somebody else’s request can
 * neither grant it nor carry on with it. One cookie for each, with the only prefix that siblings cannot write (`__Host-`).
 */
import { startedCookie } from '../../kernel/ingress/index.ts';

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';
const lifeSeconds = 900;
/** As the library calls the cookie with which it finds a request again. */
export const resumeCookie = '_interaction_resume';

/** Cookies of the library as those of ours: all but the one are dropped, since nothing else of it is kept. */
export function translateCookies(fromLibrary: readonly string[]): string[] {
  return fromLibrary.flatMap((line) => {
    const [, value = ''] = /^_interaction_resume=([A-Za-z0-9_-]*);/.exec(line) ?? [];
    return value === '' ? [] : [`${startedCookie}${value}=1; ${attributes}; Max-Age=${lifeSeconds}`];
  });
}

export const endedCookie = (authorizationId: string): string =>
  `${startedCookie}${authorizationId}=; ${attributes}; Max-Age=0`;

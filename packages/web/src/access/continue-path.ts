/**
 * Where the browser goes with the answer: an endpoint of the authorisation server at this very origin, and nothing else,
 * whoever wrote the address (RFC 9700 section 4.11).
 *
 * @returns null: it leads elsewhere
 */
export function continuePath(origin: string, to: string): string | null {
  if (!URL.canParse(to, origin)) return null;
  const url = new URL(to, origin);
  return url.origin === origin && to.startsWith('/oauth/') && url.pathname.startsWith('/oauth/')
    ? `${url.pathname}${url.search}`
    : null;
}

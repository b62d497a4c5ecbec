/**
 * Names that never lead to somebody's public host: the IANA registry of special-use domain names (RFC 6761 and the RFCs
 * that added to it, read 2025-10), `internal` (reserved by ICANN's board, 2024-07-29), and the names that home routers and
 * company networks made their own, three of which ICANN will not delegate (2018-02-04: home, corp, mail).
 */
const topLevel: ReadonlySet<string> = new Set([
  'alt',
  'arpa',
  'example',
  'invalid',
  'local',
  'localhost',
  'onion',
  'test',
  'internal',
  'home',
  'corp',
  'mail',
  'lan',
  'intranet',
  'localdomain',
  'private',
]);

/** `host`: lower case, no trailing dot. */
export const isSpecialUse = (host: string): boolean => topLevel.has(host.slice(host.lastIndexOf('.') + 1));

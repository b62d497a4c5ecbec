/**
 * One of eight colours, always the same for the same id. FNV-1a with the final mix of MurmurHash3, so that ids
 * which differ in their last character only, as those of people created together, do not share a colour.
 */
export function shadeOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) & 7;
}

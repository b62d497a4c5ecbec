/** Links of the server carry their secret in the fragment, which browsers send nowhere. */
import { UsageError } from '../failure.ts';

export interface SecretLink {
  /** `http://localhost:8420` */
  readonly server: string;
  readonly secret: string;
}

/** @throws UsageError without repeating the link */
export function readLink(link: string): SecretLink {
  const url = URL.canParse(link.trim()) ? new URL(link.trim()) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hash.length < 2)
    throw new UsageError('That is no link of the server; it looks like http://localhost:8420/setup#….');
  return { server: url.origin, secret: url.hash.slice(1) };
}

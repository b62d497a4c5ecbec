/**
 * The addresses of a name, asked by ourselves: c-ares, absolute name, A and AAAA. Not `dns.lookup`, which reads the hosts
 * file, tries search domains and holds a thread of the pool.
 */
import { Resolver } from 'node:dns/promises';
import { codeOf, Refusal } from './refusal.ts';

export interface ResolveOptions {
  /** `address` or `address:port`; empty: those of the system. */
  readonly servers: readonly string[];
  readonly signal: AbortSignal;
}

const tryMs = 1000;
const tries = 2;
const absent = new Set(['ENODATA', 'ENOTFOUND']);

/**
 * A resolver of its own per attempt: no cache that another attempt has filled, and giving up cancels nobody else's query.
 * When one of the two queries fails for another reason than absence, not all answers are known, and that is a refusal.
 */
export async function resolveAll(host: string, { servers, signal }: ResolveOptions): Promise<string[]> {
  const resolver = new Resolver({ timeout: tryMs, tries });
  if (servers.length > 0) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const answers = await Promise.all([
      answersOf(resolver.resolve4(`${host}.`)),
      answersOf(resolver.resolve6(`${host}.`)),
    ]);
    return answers.flat();
  } finally {
    signal.removeEventListener('abort', cancel);
    resolver.cancel();
  }
}

async function answersOf(query: Promise<string[]>): Promise<string[]> {
  try {
    return await query;
  } catch (error) {
    const { code } = codeOf(error);
    if (code !== undefined && absent.has(code)) return [];
    throw new Refusal('resolve_failed', codeOf(error));
  }
}

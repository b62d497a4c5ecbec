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
  return ask({ servers, signal }, async (resolver) => {
    const answers = await Promise.all([
      answersOf(resolver.resolve4(`${host}.`)),
      answersOf(resolver.resolve6(`${host}.`)),
    ]);
    return answers.flat();
  });
}

/** Texts (TXT) of a name that has no more than this are compared; a proof is 48 characters long. */
const maxTexts = 64;
const maxTextLength = 512;

/** The texts of a name, each put together from its strings (RFC 7208 section 3.3). Longer ones are left out. */
export async function resolveTexts(name: string, options: ResolveOptions): Promise<string[]> {
  const records = await ask(options, (resolver) => answersOf(resolver.resolveTxt(`${name}.`)));
  if (records.length > maxTexts) throw new Refusal('answer_too_many');
  return records.map((strings) => strings.join('')).filter((text) => text.length <= maxTextLength);
}

async function ask<T>(
  { servers, signal }: ResolveOptions,
  run: (resolver: Resolver) => Promise<T>,
): Promise<T> {
  const resolver = new Resolver({ timeout: tryMs, tries });
  if (servers.length > 0) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await run(resolver);
  } finally {
    signal.removeEventListener('abort', cancel);
    resolver.cancel();
  }
}

async function answersOf<T>(query: Promise<T[]>): Promise<T[]> {
  try {
    return await query;
  } catch (error) {
    const { code } = codeOf(error);
    if (code !== undefined && absent.has(code)) return [];
    throw new Refusal('resolve_failed', codeOf(error));
  }
}

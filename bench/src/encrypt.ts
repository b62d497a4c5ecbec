/**
 * What a message costs the processor before it reaches the database: sealing its text and making its search tokens, for
 * real lines. The baseline is AES-256-GCM alone. 10 ×: messages of 3,000 characters.
 */
import { createCipheriv, createSecretKey, randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Uuid } from '@wardroom/contract';
import { systemClock } from '../../packages/server/src/kernel/clock.ts';
import { createIds } from '../../packages/server/src/kernel/ids.ts';
import {
  Keyring,
  openLocalProvider,
  type ScopeKeys,
  type WrappedKeyStore,
} from '../../packages/server/src/kernel/keyring/index.ts';
import { systemRandom } from '../../packages/server/src/kernel/random.ts';
import { sealBody } from '../../packages/server/src/modules/messages/index.ts';
import { Lexicon } from '../../packages/server/src/modules/search-index/index.ts';
import { conversationLines } from './conversation.ts';
import { percentile, type Row, sortedNumbers } from './table.ts';

const messages = 5_000;
const us = (ms: number): string => `${(ms * 1000).toFixed(1)} µs`;

export async function encrypt(): Promise<Row[]> {
  const keys = await openKeys();
  const lines = conversationLines();
  const short = Array.from({ length: messages }, (_, index) => lines[index % lines.length] ?? '');
  const long = Array.from({ length: messages / 10 }, (_, index) => longText(lines, index));
  return [
    ...measure(keys, short, 'a line of chat', '≤ 60 µs'),
    ...measure(keys, long, '3,000 characters', '–'),
  ];
}

function longText(lines: readonly string[], index: number): string {
  let text = '';
  for (let at = index * 40; text.length < 3_000; at += 1) text += `${lines[at % lines.length]}\n`;
  return text.slice(0, 3_000);
}

function measure(keys: ScopeKeys, texts: readonly string[], what: string, aim: string): Row[] {
  const ids = createIds(systemClock, systemRandom);
  const lexicon = new Lexicon(keys, { mode: 'exact', bits: 64, generation: 0, rebuilt_down_to: null });
  const place = { channelId: ids.next(), authorId: ids.next() };
  const times = { whole: [] as number[], sealing: [] as number[], bare: [] as number[] };
  for (const [index, text] of texts.entries()) {
    const messageId = ids.next();
    const sealing = timed(() => sealBody(keys, messageId, text));
    const tokens = timed(() => lexicon.entry(lexicon.tokensOf(text), { ...place, messageId }));
    const bare = timed(() => bareGcm(text));
    // The first tenth warms up.
    if (index < texts.length / 10) continue;
    times.whole.push(sealing + tokens);
    times.sealing.push(sealing);
    times.bare.push(bare);
  }
  const at = (list: readonly number[], share: number) => us(percentile(sortedNumbers(list), share));
  const row = (name: string, share: number): Row => ({
    measure: `seal and index ${what}, ${name}`,
    figure: at(times.whole, share),
    baseline: `${at(times.bare, share)} bare AES-256-GCM; ${at(times.sealing, share)} sealing without tokens`,
    bar: '–',
    aim: name === 'p50' ? aim : '–',
  });
  return [row('p50', 0.5), row('p95', 0.95)];
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

const bareKey = createSecretKey(systemRandom.bytes(32));
const nonce = Buffer.alloc(12);
function bareGcm(text: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', bareKey, randomFillSync(nonce));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Real keys of one tenant whose wrapped forms are kept in memory. */
export async function openKeys(
  tenantId: Uuid = createIds(systemClock, systemRandom).next(),
): Promise<ScopeKeys> {
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-bench-keys-'));
  const stored: Awaited<ReturnType<WrappedKeyStore['load']>> = { tenantKey: null, dataKeys: [] };
  const store: WrappedKeyStore = {
    load: async () => ({ tenantKey: stored.tenantKey, dataKeys: [...stored.dataKeys] }),
    insertTenantKey: async (_scope, wrapped) => {
      stored.tenantKey ??= { version: 1, wrapped };
      return stored.tenantKey.wrapped;
    },
    insertDataKey: async (_scope, domain, epoch, wrapped) => {
      stored.dataKeys.push({ domain, epoch, wrapped, createdAt: systemClock.now() });
      return wrapped;
    },
  };
  const provider = await openLocalProvider({ directory });
  const keyring = new Keyring({
    provider,
    store,
    clock: systemClock,
    random: systemRandom,
    lifeMs: 3_600_000,
  });
  const keys = await keyring.open({ kind: 'tenant', tenantId });
  rmSync(directory, { recursive: true, force: true });
  return keys;
}

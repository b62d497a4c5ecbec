/** A small log with everything that a proof of an entry needs. */
import {
  base64url,
  canonicalBytes,
  type EntryProof,
  encodeEntry,
  formatCheckpoint,
  type LogEntry,
  type ProofReader,
  sealPersonal,
  signNote,
  verifierKeyText,
} from '../src/index.ts';
import { ed25519Verify, hmac, sha256 } from '../src/node.ts';
import { signerOf } from './signers.ts';
import { TiledLog } from './tiled-log.ts';

export const origin = 'chat.example/audit/ten_1';

const saltOf = (index: number) => new Uint8Array(32).fill(index % 256);
const addressOf = (index: number) => `192.0.2.${index % 256}`;

export const entryOf = (index: number): LogEntry => ({
  v: 1,
  index,
  id: `evt_${index}`,
  at: '2026-11-22T18:14:28.123Z',
  sequencedAt: '2026-11-22T18:14:28.456Z',
  type: 'role.assigned',
  store: 'security',
  outcome: 'success',
  actor: { id: 'prn_1', type: 'person' },
  subject: null,
  action: 'roles.assign',
  resource: { id: 'prn_2', kind: 'Principal' },
  credential: null,
  request: 'req_1',
  count: 1,
  metadata: { role: 'admin', large: { sha256: 'ab', bytes: 70_000 } },
  personal: { address: sealPersonal(hmac, saltOf(index), 'address', addressOf(index)).commitment },
});

export async function sampleProof(
  size: number,
  index: number,
): Promise<{ proof: EntryProof; reader: ProofReader; log: TiledLog }> {
  const log = new TiledLog();
  log.append(Array.from({ length: size }, (_, at) => encodeEntry(entryOf(at))));
  const signer = await signerOf(origin, 1);
  const proof: EntryProof = {
    entry: encodeEntry(entryOf(index)),
    index,
    inclusion: await log.prover(size).inclusion(index),
    checkpoint: await signNote(formatCheckpoint({ origin, size, root: log.root(size) }), [signer]),
    openings: { address: { salt: base64url(saltOf(index)), value: addressOf(index) } },
    ...{ keys: { log: [verifierKeyText(signer.key)], witnesses: [] }, rotations: [] },
    ...{ directory: null, continuation: [] },
  };
  const reader = { digest: sha256, hmac, verify: ed25519Verify, origin, keys: [signer.key] };
  return { proof, reader, log };
}

/** An entry of any form, for what `encodeEntry` would not write. */
export const anyEntry = (value: unknown): Uint8Array => canonicalBytes(value);

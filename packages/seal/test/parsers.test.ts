/** Whatever bytes come from outside, a parser answers or refuses; it never breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  decodeBundle,
  followRotations,
  formatBoundary,
  formatCheckpoint,
  formatEntryProof,
  openNote,
  parseBoundary,
  parseCanonical,
  parseCheckpoint,
  parseEntryProof,
  parseNote,
  parseRotation,
  parseTilePath,
  parseVerifierKey,
  SealError,
  signNote,
  verifierKeyText,
} from '../src/index.ts';
import { ed25519Verify, sha256 } from '../src/node.ts';
import { origin, sampleProof } from './sample.ts';
import { signerOf } from './signers.ts';
import { bytesOf } from './tiled-log.ts';

const signer = await signerOf(origin, 1);
const { proof } = await sampleProof(20, 3);
const root = new Uint8Array(32);
const boundary = { origin, firstIndex: 256, root, retentionDays: 1, holds: 0, atSeconds: 1 };
const samples = [
  proof.checkpoint,
  formatEntryProof(proof),
  await signNote(formatBoundary(boundary), [signer]),
  formatCheckpoint({ origin, size: 5, root }),
  verifierKeyText(signer.key),
  'tile/0/x001/234.p/5',
].map(bytesOf);

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const readers: ((bytes: Uint8Array) => unknown)[] = [
  parseCanonical,
  parseNote,
  (bytes) => decodeBundle(bytes, 1 + (bytes.length % 256)),
  (bytes) => parseNote(textOf(bytes)),
  (bytes) => parseCheckpoint(textOf(bytes)),
  (bytes) => parseRotation(sha256, textOf(bytes)),
  (bytes) => parseBoundary(textOf(bytes)),
  (bytes) => parseEntryProof(textOf(bytes)),
  (bytes) => parseVerifierKey(sha256, textOf(bytes)),
  (bytes) => parseTilePath(textOf(bytes)),
  (bytes) => openNote(bytes, [signer.key], ed25519Verify),
  (bytes) => followRotations(signer.key, [bytes], { digest: sha256, verify: ed25519Verify }),
];

/** A sample with some bytes overwritten, left out or doubled. */
const damaged = fc
  .tuple(fc.constantFrom(...samples), fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(2)), { maxLength: 4 }))
  .map(([sample, changes]) => {
    const bytes = [...sample];
    for (const [at, byte, kind] of changes) {
      const added = [[byte], [], [byte, byte]][kind] ?? [];
      bytes.splice(at % (bytes.length + 1), kind === 2 ? 0 : 1, ...added);
    }
    return Uint8Array.from(bytes);
  });

test('random and damaged bytes are refused with a code, or read', async () => {
  let refused = 0;
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), async (bytes) => {
      for (const reader of readers) {
        try {
          await reader(bytes);
          read += 1;
        } catch (error) {
          assert.ok(error instanceof SealError, String(error));
          refused += 1;
        }
      }
    }),
    { numRuns: 1_500 },
  );
  assert.ok(refused > 1_000 && read > 100, `${refused} refused, ${read} read`);
});

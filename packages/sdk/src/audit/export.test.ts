import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ExportPiece } from '@wardroom/contract';
import fc from 'fast-check';
import { type ExportState, writeAuditExport } from './export.ts';
import { blockBytes, paddingOf, tarHeader } from './tar.ts';

const begun: ExportState = {
  ...{ v: 1, cursor: '0', origin: 'chat.example.com/audit/tnt_x', from: 0, to: 5, expiresAt: 1 },
  ...{ bytes: 0, open: null, entries: 0, problems: 0, firstProblems: [] },
};

interface NamedFile {
  readonly path: string;
  readonly bytes: Buffer;
}

function filesOf(tar: Buffer): NamedFile[] {
  const files: NamedFile[] = [];
  for (let at = 0; tar[at] !== 0; ) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    const path = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
    files.push({ path, bytes: tar.subarray(at + blockBytes, at + blockBytes + size) });
    at += blockBytes + size + paddingOf(size);
  }
  return files;
}

/** The files in pieces of these sizes, so many pieces to an answer; the size of the last file is told by its end. */
function answersOf(files: readonly NamedFile[], sizes: readonly number[], perAnswer: number) {
  const pieces = files.flatMap(({ path, bytes }, number): ExportPiece[] => {
    const own: ExportPiece[] = [];
    let offset = 0;
    do {
      const end = Math.min(bytes.length, offset + (sizes[own.length % sizes.length] ?? 1));
      const size = number === files.length - 1 ? null : bytes.length;
      const part = bytes.subarray(offset, end);
      own.push({ path, size, offset, bytes: part.toString('base64'), isLast: end === bytes.length });
      offset = end;
    } while (offset < bytes.length);
    return own;
  });
  return (async (_name: string, { cursor }: { cursor: string }) => {
    const from = Number(cursor);
    const isEnd = from + perAnswer >= pieces.length;
    const next = isEnd ? null : `${from + perAnswer}`;
    return { pieces: pieces.slice(from, from + perAnswer), next, entries: 0, problems: [] };
  }) as never;
}

class Memory {
  bytes = Buffer.alloc(0);
  async write(at: number, bytes: Uint8Array): Promise<void> {
    const grown = Buffer.alloc(Math.max(this.bytes.length, at + bytes.length));
    this.bytes.copy(grown);
    grown.set(bytes, at);
    this.bytes = grown;
  }
}

for (const name of ['small', 'pruned'])
  test(`property: the golden export ${name} is written to the byte, however it arrives and wherever it breaks`, async () => {
    const golden = readFileSync(new URL(`../../../verifier/golden/${name}.tar`, import.meta.url));
    const files = filesOf(golden);
    const property = fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
      async (sizes, perAnswer, breaks) => {
        const call = answersOf(files, name === 'pruned' ? sizes.map((size) => size + 500) : sizes, perAnswer);
        const sink = new Memory();
        let state = begun;
        for (let turn = 0; state.cursor !== null; turn += 1)
          await writeAuditExport(call, state, sink, {
            onState(now) {
              state = JSON.parse(JSON.stringify(now));
              if (breaks[turn % breaks.length]) throw new Error('broken');
            },
          }).catch((error: Error) => assert.equal(error.message, 'broken'));
        assert.equal(state.bytes, golden.length);
        assert.ok(sink.bytes.equals(golden));
      },
    );
    await fc.assert(property, { numRuns: 15 });
  });

test('a read that failed is asked again as long as the caller says so', async () => {
  let asked = 0;
  const call = (async () => {
    asked += 1;
    if (asked < 4) throw new Error(`failure ${asked}`);
    return { pieces: [], next: null, entries: 0, problems: [] };
  }) as never;
  const failures: number[] = [];
  const onFailure = async (_error: unknown, count: number) => {
    failures.push(count);
    return count < 5;
  };
  const end = await writeAuditExport(call, begun, new Memory(), { onFailure });
  assert.deepEqual([failures, end.bytes], [[1, 2, 3], 1_024]);
  asked = 0;
  await assert.rejects(writeAuditExport(call, begun, new Memory()), /failure 1/);
});

test('names and sizes that ustar cannot hold are refused', () => {
  for (const name of ['', 'a b', 'ä', 'x'.repeat(101), 'a\0b'])
    assert.throws(() => tarHeader(name, 1), RangeError);
  for (const size of [-1, 1.5, 8 ** 11, Number.NaN]) assert.throws(() => tarHeader('a', size), RangeError);
});

/** A log in memory that a test grows, forks and signs. */
import {
  base64,
  Frontier,
  formatCheckpoint,
  type NoteSigner,
  Prover,
  signNote,
  type Tile,
  TileWriter,
  verifierKey,
} from '@wardroom/seal';
import { ed25519Key, sha256 } from '@wardroom/seal/node';

export const origin = 'wardroom.example/audit';

export const signerOf = async (fill: number, name = origin): Promise<NoteSigner> => {
  const { publicKey, sign } = ed25519Key(new Uint8Array(32).fill(fill));
  return { key: await verifierKey(sha256, { name, type: 0x01, publicKey }), sign };
};

/** @param leaves texts of the entries, in order */
export function treeOf(leaves: readonly string[]) {
  const hashes = leaves.map((leaf) => sha256(Buffer.concat([Buffer.of(0), Buffer.from(leaf)])));
  const rootAt = (size: number): Uint8Array => {
    const frontier = Frontier.empty(sha256);
    for (const leaf of leaves.slice(0, size)) frontier.append(Buffer.from(leaf));
    return frontier.root();
  };
  const tiles = TileWriter.empty(sha256).append(hashes);
  const read = ({ level, index }: Tile) =>
    tiles.find((tile) => tile.level === level && tile.index === index)?.bytes ?? new Uint8Array(0);
  return {
    rootAt,
    proof: (from: number, to: number) =>
      from === 0 ? Promise.resolve([]) : new Prover({ digest: sha256, read }, to).consistency(from),
    note: (size: number, signers: readonly NoteSigner[], name = origin) =>
      signNote(formatCheckpoint({ origin: name, size, root: rootAt(size) }), signers),
  };
}

export const bodyOf = (oldSize: number, proof: readonly Uint8Array[], note: string): Buffer =>
  Buffer.from([`old ${oldSize}`, ...proof.map((hash) => base64(hash)), '', note].join('\n'));

export const entries = (count: number, word = 'entry'): string[] =>
  Array.from({ length: count }, (_, number) => `${word} ${number}`);

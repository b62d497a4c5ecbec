/** C2SP signed-note and the four texts that are signed: checkpoint, cosignature, rotation, boundary. */
import { base64Of, fromBase64, fromDecimal, hexOf, joined, utf8 } from './bytes.ts';
import type { VerifierCrypto } from './crypto.ts';
import { hashBytes } from './tree.ts';

export const algorithms = { ed25519: 1, cosignature: 4 } as const;

/** A verifier key: `<name>+<8 hex of the id>+<base64 of type ‖ key>`. */
export interface VerifierKey {
  readonly name: string;
  /** Eight hex digits. */
  readonly id: string;
  readonly algorithm: 1 | 4;
  /** 32 bytes of Ed25519. */
  readonly publicKey: Uint8Array;
  /** As it was written. */
  readonly text: string;
}

export interface NoteSignature {
  readonly name: string;
  readonly id: string;
  /** Without the id. */
  readonly bytes: Uint8Array;
}

export interface Note {
  /** What is signed, with its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export interface Rotation {
  readonly origin: string;
  readonly successor: VerifierKey;
  /** Seconds since the epoch, from which the successor signs. */
  readonly from: number;
}

export interface Boundary {
  readonly origin: string;
  /** Lowest index that remains. */
  readonly index: number;
  readonly root: Uint8Array;
  readonly retentionDays: number;
  readonly holds: number;
  /** Seconds since the epoch. */
  readonly time: number;
}

export const mostNoteBytes = 65_536;
const mostSignatures = 32;
// A name is printed and split at spaces and pluses: neither may be in it, nor anything that steers a terminal.
const nameForm = /^[^\s+\p{C}]{1,255}$/u;

export async function parseKey(crypto: VerifierCrypto, text: string): Promise<VerifierKey | undefined> {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  if (match === null || text.length > 512) return undefined;
  const [, name = '', id = '', encoded = ''] = match;
  const bytes = fromBase64(encoded);
  const algorithm = bytes?.[0];
  if (!nameForm.test(name) || bytes?.length !== 33) return undefined;
  if (algorithm !== algorithms.ed25519 && algorithm !== algorithms.cosignature) return undefined;
  const digest = await crypto.sha256(joined([utf8(`${name}\n`), bytes]));
  if (hexOf(digest.subarray(0, 4)) !== id) return undefined;
  return { name, id, algorithm, publicKey: bytes.slice(1), text };
}

export function parseNote(note: string): Note | undefined {
  if (note.length > mostNoteBytes) return undefined;
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || /[\u0000-\u0009\u000b-\u001f\u007f]/.test(note)) return undefined;
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > mostSignatures) return undefined;
  const signatures = lines.map(parseSignature);
  if (signatures.some((signature) => signature === undefined)) return undefined;
  return { text: note.slice(0, end + 1), signatures: signatures.filter((found) => found !== undefined) };
}

function parseSignature(line: string): NoteSignature | undefined {
  const match = /^— (\S+) (\S+)$/.exec(line);
  const bytes = fromBase64(match?.[2] ?? '');
  if (match === null || bytes === undefined || bytes.length < 5) return undefined;
  const [, name = ''] = match;
  if (!nameForm.test(name)) return undefined;
  return { name, id: hexOf(bytes.subarray(0, 4)), bytes: bytes.slice(4) };
}

/** What a witness signs. @param time seconds */
export const cosignedText = (text: string, time: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${time}\n${text}`);

/** The lines of a text that must have exactly so many, each ended by a newline. */
function linesOf(text: string, count: number): readonly string[] | undefined {
  const lines = text.split('\n');
  return lines.length === count + 1 && lines[count] === '' ? lines.slice(0, count) : undefined;
}

/** Lines behind the third are extensions of tlog-checkpoint: signed with the rest, and nothing to us. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const lines = text.split('\n');
  const [origin = '', sizeText = '', rootText = ''] = lines;
  const [size, root] = [fromDecimal(sizeText), fromBase64(rootText)];
  if (lines.length < 4 || lines.slice(0, -1).includes('') || lines.at(-1) !== '') return undefined;
  if (!nameForm.test(origin) || size === undefined) return undefined;
  return root?.length === hashBytes ? { origin, size, root } : undefined;
}

export async function parseRotation(crypto: VerifierCrypto, text: string): Promise<Rotation | undefined> {
  const [origin, verb, key, seconds] = linesOf(text, 4) ?? [];
  const successor = await parseKey(crypto, key ?? '');
  const from = fromDecimal(seconds ?? '');
  if (origin === undefined || verb !== 'rotate' || from === undefined) return undefined;
  if (successor === undefined || successor.algorithm !== algorithms.ed25519) return undefined;
  return successor.name === origin ? { origin, successor, from } : undefined;
}

export function parseBoundary(text: string): Boundary | undefined {
  const [origin, verb, ...rest] = linesOf(text, 7) ?? [];
  const [index, retentionDays, holds, time] = [rest[0], rest[2], rest[3], rest[4]].map((line) =>
    fromDecimal(line ?? ''),
  );
  const root = fromBase64(rest[1] ?? '');
  if (origin === undefined || verb !== 'boundary' || root?.length !== hashBytes) return undefined;
  if (index === undefined || retentionDays === undefined) return undefined;
  if (holds === undefined || time === undefined || index % 256 !== 0) return undefined;
  return { origin, index, root, retentionDays, holds, time };
}

export const headText = ({ size, root }: { readonly size: number; readonly root: Uint8Array }): string =>
  `size ${size}, root ${base64Of(root)}`;

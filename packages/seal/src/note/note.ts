/** The form of a signed note (C2SP signed-note; as strict as Go's sumdb/note). Nothing here verifies. */
import { base64, base64Bytes, concat, uint, uintOf, utf8, utf8Text } from '../bytes.ts';
import { SealError } from '../error.ts';
import { isKeyName } from './key.ts';

/** Of a whole note. Go's sumdb/note has the same. */
export const maxNoteBytes = 1_000_000;
export const maxSignatures = 100;

export interface NoteSignature {
  readonly name: string;
  /** Id of the key as the line states it. */
  readonly id: number;
  /** What follows the id: at least one byte. */
  readonly signature: Uint8Array;
}

export interface ParsedNote {
  /** Ends in a newline. Means nothing until a signature has been verified. */
  readonly text: string;
  /** In the order of the note, repetitions included. */
  readonly signatures: readonly NoteSignature[];
}

const malformed = (reason: string): SealError => new SealError('note_malformed', reason);

/** Control characters other than newline. */
const forbidden = /[\u0000-\u0009\u000b-\u001f]/;

/** UTF-8 of a text that can be signed. Throws `note_malformed`. */
export function noteTextBytes(text: string): Uint8Array {
  const bytes = utf8(text);
  if (!bytes || !text.endsWith('\n') || forbidden.test(text))
    throw malformed('a text ends in a newline and has no other control character');
  return bytes;
}

/** Throws `note_malformed` for more than 1 MB, no UTF-8, control characters, no or more than 100 signatures. */
export function parseNote(note: Uint8Array | string): ParsedNote {
  const length = typeof note === 'string' ? utf8(note)?.length : note.length;
  if (length === undefined || length > maxNoteBytes) throw malformed(`more than ${maxNoteBytes} bytes`);
  const whole = typeof note === 'string' ? note : utf8Text(note);
  if (whole === null || forbidden.test(whole)) throw malformed('UTF-8 without control characters');
  // The last empty line: a text may have some of its own.
  const split = whole.lastIndexOf('\n\n');
  const lines = whole.slice(split + 2).split('\n');
  if (split < 0 || lines.pop() !== '' || lines.length === 0)
    throw malformed('a text, an empty line, lines of signatures');
  if (lines.length > maxSignatures) throw malformed(`more than ${maxSignatures} signatures`);
  return { text: whole.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): NoteSignature {
  const [, name, encoded] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = encoded === undefined ? null : base64Bytes(encoded);
  if (name === undefined || !isKeyName(name) || !bytes || bytes.length < 5)
    throw malformed('a signature line is “— <name> <base64 of id and signature>”');
  return { name, id: uintOf(bytes.subarray(0, 4)) ?? 0, signature: bytes.slice(4) };
}

/** Throws `note_malformed` for what `parseNote` would refuse. */
export function formatNote({ text, signatures }: ParsedNote): string {
  noteTextBytes(text);
  if (signatures.length === 0 || signatures.length > maxSignatures)
    throw malformed(`${signatures.length} signatures`);
  const lines = signatures.map(({ name, id, signature }) => {
    if (!isKeyName(name) || signature.length === 0) throw malformed('a signature without name or bytes');
    return `— ${name} ${base64(concat([uint(id, 4), signature]))}\n`;
  });
  const note = `${text}\n${lines.join('')}`;
  if ((utf8(note)?.length ?? Number.POSITIVE_INFINITY) > maxNoteBytes)
    throw malformed(`more than ${maxNoteBytes} bytes`);
  return note;
}

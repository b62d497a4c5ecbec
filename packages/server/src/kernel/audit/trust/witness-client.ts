/** One submission to one witness (C2SP tlog-witness, `add-checkpoint`). Nothing that it answers is believed. */
import { base64, formatNote, openNote, SealError } from '@wardroom/seal';
import { ed25519Verify } from '@wardroom/seal/node';
import type { Egress } from '../../egress/index.ts';
import type { KnownWitness } from './witness-address.ts';

export interface Offer {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** A signed note. */
  readonly note: string;
}

export type WitnessAnswer =
  /** A line of signature in the one form that it has, and the time in it, milliseconds. */
  | { readonly kind: 'cosigned'; readonly line: string; readonly at: number }
  /** It has seen another size. */
  | { readonly kind: 'elsewhere'; readonly size: number }
  /** It has seen another history, or the proof was wrong. */
  | { readonly kind: 'contradicted' }
  | {
      readonly kind: 'failed';
      readonly reason: 'unreachable' | 'unknown_log' | 'key_refused' | 'answer_malformed' | 'status';
      readonly status: number | null;
    };

const failed = (
  reason: Extract<WitnessAnswer, { kind: 'failed' }>['reason'],
  status: number | null = null,
): WitnessAnswer => ({ kind: 'failed', reason, status });

export async function submit(
  egress: Pick<Egress, 'fetch'>,
  { url, verifier }: KnownWitness,
  { oldSize, proof, note }: Offer,
): Promise<WitnessAnswer> {
  const body = [`old ${oldSize}`, ...proof.map(base64), '', note].join('\n');
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  const answer = await egress
    .fetch('witness', `${url}/add-checkpoint`, { tenantId: null, method: 'POST', headers, body })
    .catch(() => null);
  if (answer === null) return failed('unreachable');
  const { status } = answer;
  if (status === 409) {
    const text = answer.body.toString('latin1');
    const size = /^(0|[1-9][0-9]{0,15})\n?$/.test(text) ? Number(text) : Number.NaN;
    return Number.isSafeInteger(size) ? { kind: 'elsewhere', size } : failed('answer_malformed', status);
  }
  if (status === 422) return { kind: 'contradicted' };
  if (status === 404) return failed('unknown_log', status);
  if (status === 403) return failed('key_refused', status);
  if (status !== 200) return failed('status', status);
  return (
    (await cosignatureIn(note, answer.body.toString('utf8'), verifier)) ?? failed('answer_malformed', status)
  );
}

/** Lines of others are left where they are; one of this witness that does not hold refuses the whole. */
async function cosignatureIn(
  note: string,
  lines: string,
  verifier: KnownWitness['verifier'],
): Promise<WitnessAnswer | null> {
  try {
    const { text, verified } = await openNote(note + lines, [verifier], ed25519Verify);
    const [signature] = verified;
    if (signature === undefined || signature.atSeconds === null) return null;
    const { name, id, signature: bytes } = signature;
    const line = formatNote({ text, signatures: [{ name, id, signature: bytes }] }).slice(text.length + 1);
    return { kind: 'cosigned', line, at: signature.atSeconds * 1_000 };
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

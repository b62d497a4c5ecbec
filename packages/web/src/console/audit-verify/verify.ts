/**
 * Verifies one entry in the browser, by code that shares nothing with what writes the log. What this browser believes is
 * kept on this device: the keys it has met first or was given, and the newest checkpoint it has seen. What must never happen:
 * an answer of the server decides which key is believed, once one is kept.
 */
import type { AuditEntryView } from '@wardroom/contract';
import {
  type Finding,
  type FindingCode,
  type ProofReport,
  type VerifierCrypto,
  verifyConsistency,
  verifyProof,
  webCrypto,
} from '@wardroom/verifier';
import type { Workspace } from '../../workspace/model.ts';
import { failureOf } from '../../workspace/problem.ts';
import { type Kept, nameOf, readKept, writeKept } from './kept.ts';
import { isWhatIsShown } from './shown.ts';

/** This page did not come over a secure connection, so the browser gives it nothing to verify with. */
export class NothingToVerifyWith extends Error {
  override readonly name = 'NothingToVerifyWith';
}

export type StepName = 'shown' | 'sealed' | 'signed' | 'continues' | 'witnessed';
export interface Step {
  readonly name: StepName;
  /** `waits`: nothing speaks against it, and nobody has vouched for it yet. */
  readonly state: 'holds' | 'fails' | 'waits';
  /** Why not. */
  readonly finding: FindingCode | 'differs' | null;
  /** The verifier key that signed, where no kept one leads to it. */
  readonly stranger: string | null;
}

/** A witness that this device has pinned, and what it has said of this entry. */
export interface WitnessSeen {
  readonly key: string;
  readonly state: 'saw' | 'not_yet' | 'silent' | 'forged';
  /** By its own clock, so long after the entry was sealed; null unless it saw it. */
  readonly afterMs: number | null;
}

export interface Verified {
  readonly steps: readonly Step[];
  /** Null: the entry is not in the log that the server shows now. */
  readonly found: { readonly index: number; readonly size: number; readonly proof: string } | null;
  /** What the directory covers of the log; null: nothing yet. */
  readonly covered: number | null;
  readonly witnesses: readonly WitnessSeen[];
  /** What was kept before; null when this was the first. */
  readonly before: Kept | null;
  readonly kept: Pick<Kept, 'keys' | 'since' | 'source'>;
  /** Keys that kept ones have named as their successors since. */
  readonly followed: readonly string[];
  readonly rotations: readonly string[];
}

type Calling = Pick<Workspace, 'call' | 'environment'>;

export function cryptoOf({ environment: { subtle } }: Pick<Workspace, 'environment'>): VerifierCrypto {
  if (subtle === undefined) throw new NothingToVerifyWith();
  return webCrypto(subtle);
}

export async function verifyHere(workspace: Calling, entry: AuditEntryView): Promise<Verified> {
  const { call, environment } = workspace;
  const crypto = cryptoOf(workspace);
  const before = readKept(environment);
  const proof = await call('audit.proof', { entryId: entry.id }).catch((error: unknown) => {
    if (before === null) throw error;
    return absent(workspace, before, error);
  });
  if ('steps' in proof) return proof;
  const [text, believed] = [JSON.stringify(proof), before?.keys ?? proof.keys.log];
  const trusted = { logKeys: believed, witnessKeys: before?.witnesses ?? [] };
  const report = await verifyProof(text, { trusted, crypto });
  const size = report.facts?.size ?? 0;
  const witnesses = (before?.witnesses ?? []).map((key) => seenBy(key, report));
  const steps = [
    step('shown', isWhatIsShown(proof, entry) ? null : 'differs'),
    ...stepsOf(report),
    ...(await continues({ call, crypto }, before, { note: proof.checkpoint, size })),
    ...witnessStep(witnesses),
  ];
  const keys = newestOf(believed, report);
  const kept = { keys, since: before?.since ?? environment.now(), source: before?.source ?? 'met' };
  if (steps.every(({ state }) => state !== 'fails') && size >= (before?.size ?? 0))
    writeKept(environment, {
      ...{ ...kept, witnesses: before?.witnesses ?? [] },
      ...{ note: proof.checkpoint, size },
    });
  return {
    ...{ steps, witnesses, before, kept, rotations: proof.rotations },
    found: { index: proof.index, size, proof: text },
    covered: report.facts?.directory?.tenantSize ?? null,
    followed: before === null ? [] : keys.filter((key) => !before.keys.includes(key)),
  };
}

/** Where the log has become smaller than it was seen here, an entry that is not there tells of it. */
async function absent({ call }: Pick<Workspace, 'call'>, before: Kept, error: unknown): Promise<Verified> {
  const { code } = failureOf(error);
  if (code !== 'not_found' && code !== 'conflict') throw error;
  const { checkpoint, keys } = await call('audit.checkpoint', {});
  const isSmaller = (checkpoint?.size ?? 0) < before.size;
  // Sealed a moment ago, and not signed yet.
  if (!isSmaller && code === 'conflict') throw error;
  return {
    steps: [step('sealed', 'inclusion_invalid'), ...(isSmaller ? [step('continues', 'rolled_back')] : [])],
    ...{ found: null, covered: null, witnesses: [], before, kept: before, followed: [] },
    rotations: keys.rotations,
  };
}

/** What is wrong with who signed, and not with what. */
const ofSignature: ReadonlySet<FindingCode> = new Set<FindingCode>([
  ...(['signature_invalid', 'rotation_invalid', 'key_untrusted', 'checkpoint_malformed'] as const),
]);

const step = (name: StepName, finding: Step['finding'], stranger: string | null = null): Step => ({
  ...{ name, finding, stranger, state: finding === null ? 'holds' : 'fails' },
});

function stepsOf({ findings, verdict }: ProofReport): readonly Step[] {
  const own = findings.filter((one) => !isOfWitness(one));
  const signed = own.find(({ code }) => ofSignature.has(code));
  const stranger = signed?.code === 'key_untrusted' ? (signed.found ?? null) : null;
  return [
    step('sealed', own.find(({ code }) => !ofSignature.has(code))?.code ?? null),
    step('signed', signed?.code ?? (verdict === 'unpinned' ? 'key_untrusted' : null), stranger),
  ];
}

const isOfWitness = ({ code }: Finding): boolean => code === 'cosignature_invalid';

function seenBy(key: string, { facts, findings }: ProofReport): WitnessSeen {
  const at = facts?.witnesses.find((witness) => witness.key === key)?.at;
  const sealedAt = Date.parse(facts?.sequencedAt ?? '');
  if (at !== undefined) return { key, state: 'saw', afterMs: Date.parse(at) - sealedAt };
  const said = findings.filter((finding) => isOfWitness(finding) && finding.expected === key);
  const isForged = said.some(({ found }) => found?.includes('+') && key.startsWith(found));
  const isEarlier = said.some(({ found }) => found?.startsWith('one over'));
  return { key, state: isForged ? 'forged' : isEarlier ? 'not_yet' : 'silent', afterMs: null };
}

/** A witness that is late is no reason to doubt the log; a cosignature that does not hold is. */
function witnessStep(witnesses: readonly WitnessSeen[]): readonly Step[] {
  if (witnesses.length === 0) return [];
  if (witnesses.some(({ state }) => state === 'forged')) return [step('witnessed', 'cosignature_invalid')];
  const state = witnesses.every((witness) => witness.state === 'saw') ? 'holds' : 'waits';
  return [{ name: 'witnessed', state, finding: null, stranger: null }];
}

/** A key that has named its successor is believed no more: who holds it now, nobody knows. */
function newestOf(believed: readonly string[], { facts }: ProofReport): readonly string[] {
  const led = facts?.inService ?? [];
  return [...led, ...believed.filter((key) => !led.some((newer) => nameOf(newer) === nameOf(key)))];
}

/**
 * Whether it is one log with what was kept. Who signed is judged with the proof, and was when the other note was kept: a key that
 * has been followed by another since is no reason to doubt it.
 */
async function continues(
  { call, crypto }: { readonly call: Workspace['call']; readonly crypto: VerifierCrypto },
  kept: Pick<Kept, 'note' | 'size'> | null,
  { note, size }: { readonly note: string; readonly size: number },
): Promise<readonly Step[]> {
  if (kept === null || kept.note === null) return [];
  if (size === 0) return [step('continues', 'checkpoint_malformed')];
  if (size < kept.size) return [step('continues', 'rolled_back')];
  const path =
    size === kept.size ? [] : (await call('audit.consistency', { from: kept.size, to: size })).hashes;
  const trusted = { logKeys: [], witnessKeys: [] };
  const claim = { older: kept.note, newer: note, path };
  const { findings } = await verifyConsistency(claim, { trusted, crypto });
  return [step('continues', findings[0]?.code ?? null)];
}

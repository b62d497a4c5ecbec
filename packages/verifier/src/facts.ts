/** What a verified export says about itself, for people and for machines. */
import { base64Of } from './bytes.ts';
import type { Manifest } from './documents.ts';
import type { EntryChecks } from './entries.ts';
import type { DirectoryFact } from './heads.ts';
import type { Cosigner, Keyring, Signers, Trust } from './keyring.ts';
import { algorithms, type Boundary, type Checkpoint } from './note.ts';

export interface WitnessFact {
  /** A verifier key. */
  readonly key: string;
  readonly trust: Trust;
  /** When the witness saw it, by its own clock; ISO 8601. */
  readonly at: string;
  readonly over: 'checkpoint' | 'directory';
}

export interface ExportFacts {
  readonly origin: string;
  /** Entries `from ≤ index < to` are inside. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** When the first and the last entry inside were given their place. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly createdAt: string;
  readonly entries: number;
  readonly openings: number;
  readonly bytes: number;
  readonly keys: readonly KeyFact[];
  readonly witnesses: readonly WitnessFact[];
  /** Entries that were removed after their time, as the log has signed. */
  readonly pruned: {
    readonly before: number;
    readonly retentionDays: number;
    readonly holds: number;
    readonly at: string;
  } | null;
  readonly directory: CoverFact | null;
}

/** A verifier key of a log, why it counts, and whether it signed this checkpoint. */
export interface KeyFact {
  readonly key: string;
  readonly trust: Trust;
  readonly signed: boolean;
}

/** The directory that covers the log, and how much of it. */
export interface CoverFact {
  readonly origin: string;
  readonly size: number;
  readonly tenantSize: number;
}

interface Seen {
  readonly manifest: Manifest;
  readonly head: Checkpoint;
  readonly ring: Keyring;
  readonly signers: Signers | undefined;
  readonly entries: EntryChecks;
  readonly openings: number;
  readonly bytes: number;
  readonly boundary: Boundary | undefined;
  readonly directory: DirectoryFact | undefined;
}

export function factsOf(seen: Seen): ExportFacts {
  const { manifest, head, ring, signers, entries, boundary, directory } = seen;
  const { from, to, createdAt } = manifest;
  return {
    ...{ origin: head.origin, from, to, size: head.size, root: base64Of(head.root) },
    ...{ firstAt: entries.first ?? null, lastAt: entries.last ?? null, createdAt },
    ...{ entries: entries.count, openings: seen.openings, bytes: seen.bytes },
    keys: keyFacts(ring, signers),
    witnesses: [
      ...(signers?.witnesses ?? []).map(witnessFact('checkpoint')),
      ...(directory?.signers.witnesses ?? []).map(witnessFact('directory')),
    ],
    pruned:
      boundary === undefined
        ? null
        : {
            before: boundary.index,
            retentionDays: boundary.retentionDays,
            holds: boundary.holds,
            at: isoOf(boundary.time),
          },
    directory: coverFact(directory),
  };
}

export const keyFacts = (ring: Keyring, signers: Signers | undefined): readonly KeyFact[] =>
  ring.all
    .filter(({ algorithm }) => algorithm === algorithms.ed25519)
    .map(({ text, trust }) => ({ key: text, trust, signed: signed(signers, text) }));

export const coverFact = (directory: DirectoryFact | undefined): CoverFact | null =>
  directory === undefined
    ? null
    : { origin: directory.origin, size: directory.size, tenantSize: directory.tenant.size };

const signed = (signers: Signers | undefined, text: string): boolean =>
  signers?.logs.some((key) => key.text === text) ?? false;

export const witnessFact =
  (over: 'checkpoint' | 'directory') =>
  ({ key, time }: Cosigner): WitnessFact => ({ key: key.text, trust: key.trust, at: isoOf(time), over });

const latest = 8.64e12;

/** @param seconds since the epoch, of any size */
export const isoOf = (seconds: number): string => new Date(Math.min(seconds, latest) * 1_000).toISOString();

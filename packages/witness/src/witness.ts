/**
 * What a witness decides (C2SP tlog-witness): it cosigns a checkpoint that continues the newest one it has cosigned, and
 * nothing else. It knows nothing of what a log is about.
 */
import {
  cosign,
  equal,
  hex,
  type NoteSigner,
  openCheckpoint,
  requireConsistency,
  SealError,
  type VerifierKey,
} from '@wardroom/seal';
import { ed25519Verify, sha256 } from '@wardroom/seal/node';
import type { Records, Seen } from './records.ts';
import { parseSubmission, type Submission } from './request.ts';

export interface Answer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  readonly body: string;
}

export interface WitnessOptions {
  /** Of type 4. */
  readonly signer: NoteSigner;
  /** Keys of logs that are watched; several of one name while one follows the other. */
  readonly logs: readonly VerifierKey[];
  readonly records: Records;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A signed checkpoint that does not continue what was seen: proof against whoever signed it, worth keeping. */
  readonly onContradiction?: (submission: Submission, seen: Seen) => void;
}

const plain = (status: Answer['status'], body: string): Answer => ({
  ...{ status, type: 'text/plain; charset=utf-8', body },
});
const conflict = (size: number): Answer => ({ status: 409, type: 'text/x.tlog.size', body: `${size}\n` });

export class Witness {
  readonly #options: WitnessOptions;
  /** One after the other: between looking at a record and replacing it nobody else looks at it. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: WitnessOptions) {
    this.#options = options;
  }

  /** Throws what keeps a record from being written; nothing is cosigned then. */
  async addCheckpoint(body: Uint8Array): Promise<Answer> {
    const submission = parseSubmission(body);
    if (submission === null) return plain(400, 'not an old size, a proof and a signed checkpoint\n');
    const keys = this.#options.logs.filter(({ name }) => name === submission.checkpoint.origin);
    if (keys.length === 0) return plain(404, 'no log of this origin is watched\n');
    if (!(await isSigned(submission, keys))) return plain(403, 'no signature by a key of this log\n');
    if (submission.oldSize > submission.checkpoint.size)
      return plain(400, 'the old size is above that of the checkpoint\n');
    const decided = this.#turn.then(() => this.#decide(submission));
    this.#turn = decided.catch(() => {});
    return decided;
  }

  async #decide(submission: Submission): Promise<Answer> {
    const { records, onContradiction } = this.#options;
    const { checkpoint, oldSize } = submission;
    const seen = records.of(checkpoint.origin);
    const newest = seen?.size ?? 0;
    if (oldSize !== newest) return conflict(newest);
    if (seen !== null && checkpoint.size === seen.size && !equal(checkpoint.root, seen.root)) {
      onContradiction?.(submission, seen);
      return conflict(newest);
    }
    if (!(await continues(submission, seen))) {
      if (seen !== null) onContradiction?.(submission, seen);
      return plain(422, 'the proof does not lead from the old size to the checkpoint\n');
    }
    const { origin, size, root } = checkpoint;
    if (seen === null || size > seen.size) await records.replace({ origin, size, root });
    return plain(200, await this.#cosignatureOf(submission));
  }

  async #cosignatureOf({ note }: Submission): Promise<string> {
    const { signer, now } = this.#options;
    const whole = await cosign(note, signer, Math.floor(now() / 1_000));
    return `${whole.split('\n').at(-2) ?? ''}\n`;
  }
}

/** As a signed note is opened: one signature by a known key that does not hold refuses the whole. */
async function isSigned({ note, checkpoint }: Submission, keys: readonly VerifierKey[]): Promise<boolean> {
  try {
    await openCheckpoint(note, { origin: checkpoint.origin, keys }, ed25519Verify);
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

async function continues({ checkpoint, proof }: Submission, seen: Seen | null): Promise<boolean> {
  const { size, root } = checkpoint;
  // Nothing was cosigned, or a tree without entries: everything continues it, and a proof would say nothing.
  if (seen === null || seen.size === 0)
    return proof.length === 0 && (size > 0 || equal(root, sha256(new Uint8Array())));
  try {
    await requireConsistency(sha256, { oldSize: seen.size, oldRoot: seen.root, size, root, proof });
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

/** For whoever reads the log of the witness. */
export const contradictionText = ({ note, checkpoint }: Submission, seen: Seen): string =>
  `${checkpoint.origin}: signed size ${checkpoint.size} root ${hex(checkpoint.root)} is not shown to continue size ${seen.size} root ${hex(seen.root)}\n${note}`;

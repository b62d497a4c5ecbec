/** The next pieces of an export. They are made from rows, tiles and hashes as they stand; nothing is kept between calls. */
import { type ExportPiece, type ExportProblem, type Uuid, WardroomError } from '@wardroom/contract';
import { tilePath } from '@wardroom/seal';
import type { ReadLogKeys } from '../../../kernel/audit/trust/log-keys.ts';
import { workspace } from '../../../kernel/authorise.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';
import { type Implementation, implementQuery } from '../../../kernel/implementation.ts';
import { KeyringError, type ScopeKeys } from '../../../kernel/keyring/index.ts';
import { requireBothStores } from '../../audit/index.ts';
import { decodeCursor, type ExportPlan, encodeCursor, type Place, type Position } from './cursor.ts';
import { bundleOf } from './entries.ts';
import { headFiles, openingLines } from './files.ts';
import { answerBytes, readSteps, type Step } from './steps.ts';

/** What was settled when it began. Throws `invalid_cursor` for a position of anybody else, or past its end. */
export function requirePosition(
  position: Position | null,
  { callerId, at }: { readonly callerId: Uuid; readonly at: number },
): Position {
  if (position === null || position.plan.principalId !== callerId || position.plan.expiresAt <= at)
    throw new WardroomError('invalid_cursor');
  return position;
}

export interface ReadPieces {
  readonly plan: ExportPlan;
  readonly tenantId: string;
  readonly steps: readonly Step[];
}

export const readPieces = async (tx: ReadTransaction, position: Position): Promise<ReadPieces> => ({
  ...{ plan: position.plan, tenantId: tx.tenantId },
  steps: await readSteps(tx, position),
});

export async function presentPieces(
  readLogKeys: ReadLogKeys,
  keys: ScopeKeys,
  { plan, tenantId, steps }: ReadPieces,
) {
  const answer = new Answer(keys, plan);
  for (const step of steps) {
    if (step.kind === 'head') {
      const { origin, size } = step.checkpoint;
      const files = headFiles(plan, step, await readLogKeys({ tenantId, origin, size }));
      for (const [path, text] of files) answer.addFile(path, Buffer.from(text));
      answer.reached(step.next);
    } else if (!(await answer.add(step))) break;
  }
  return answer.output();
}

export const readExport = (readLogKeys: ReadLogKeys): Implementation =>
  implementQuery('audit.exports.read', {
    prepare: async ({ keys }, { cursor }) => decodeCursor(keys, cursor),
    run(tx, context, _input, position) {
      context.authorise('audit.export', workspace);
      requireBothStores(context);
      const { principalId: callerId } = context.authority;
      return readPieces(tx, requirePosition(position, { callerId, at: context.at }));
    },
    present: ({ keys }, found) => presentPieces(readLogKeys, keys, found),
  });

/** Pieces until there are enough of them. */
class Answer {
  readonly #keys: ScopeKeys;
  readonly #plan: ExportPlan;
  readonly #pieces: ExportPiece[] = [];
  readonly #problems: ExportProblem[] = [];
  #bytes = 0;
  #next: Place | null = null;
  /** Of `openings.jsonl`, when this answer has come to it. */
  #openingBytes: number | null = null;

  constructor(keys: ScopeKeys, plan: ExportPlan) {
    this.#keys = keys;
    this.#plan = plan;
  }

  addFile(path: string, bytes: Uint8Array): void {
    this.#push({ path, size: bytes.length, offset: 0, isLast: true }, bytes);
  }

  reached(next: Place | null): void {
    this.#next = next;
  }

  /** False: no more of them. */
  async add(step: Exclude<Step, { kind: 'head' }>): Promise<boolean> {
    if (step.kind === 'tiles') {
      for (const { tile, bytes, isWhole } of step.tiles) {
        const file = tilePath(tile);
        if (!isWhole) this.#problems.push({ problem: 'tile_missing', index: null, file });
        this.addFile(file, bytes);
      }
      this.reached(step.next);
      return true;
    }
    await ensureKnownEpochs(
      this.#keys,
      (step.kind === 'bundle' ? step.rows : step.openings).map(({ sealed }) => sealed),
    );
    return step.kind === 'bundle' ? this.#addBundle(step) : this.#addOpenings(step);
  }

  #addBundle({ tile, offset, rows, place, next }: Step & { kind: 'bundle' }): boolean {
    const room = answerBytes - this.#bytes;
    if (room <= 0) return this.#stopAt(place);
    const { bytes, problems } = bundleOf(this.#keys, tile, rows);
    // The row has become another one since the piece before.
    if (offset > bytes.length) throw new WardroomError('conflict');
    if (offset === 0) this.#problems.push(...problems);
    const rest = bytes.subarray(offset);
    const piece = rest.subarray(
      0,
      rest.length <= room || room < rest.length / 4 ? Math.min(rest.length, answerBytes) : room,
    );
    const isLast = offset + piece.length === bytes.length;
    this.#push({ path: tilePath(tile), size: bytes.length, offset, isLast }, piece);
    if (isLast) {
      this.reached(next);
      return true;
    }
    return this.#stopAt({ part: 'entries', number: tile.index, offset: offset + piece.length });
  }

  #addOpenings({ openings, offset, next }: Step & { kind: 'openings' }): boolean {
    const bytes = Buffer.from(openingLines(this.#keys, openings));
    const from = this.#openingBytes ?? offset;
    const isLast = next === null;
    this.#push({ path: 'openings.jsonl', size: null, offset: from, isLast }, bytes);
    this.#openingBytes = from + bytes.length;
    this.reached(next?.part === 'openings' ? { ...next, offset: this.#openingBytes } : next);
    return true;
  }

  #stopAt(place: Place): false {
    this.reached(place);
    return false;
  }

  #push(piece: Omit<ExportPiece, 'bytes'>, bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    const { buffer, byteOffset, length } = bytes;
    this.#pieces.push({ ...piece, bytes: Buffer.from(buffer, byteOffset, length).toString('base64') });
  }

  output() {
    const next =
      this.#next === null ? null : encodeCursor(this.#keys, { plan: this.#plan, place: this.#next });
    const entries = entriesThrough(this.#plan, this.#next);
    return { pieces: this.#pieces, next, entries, problems: this.#problems };
  }
}

/** A row that names a key which there never was is a changed row, not a fault of the keys. */
async function ensureKnownEpochs(keys: ScopeKeys, sealed: readonly Buffer[]): Promise<void> {
  try {
    await keys.ensureEpochs('audit', sealed);
  } catch (error) {
    if (!(error instanceof KeyringError) || error.code === 'key_unavailable') throw error;
  }
}

function entriesThrough({ from, size }: ExportPlan, next: Place | null): number {
  if (next?.part === 'head' || next?.part === 'tile') return 0;
  return next?.part === 'entries' ? next.number * 256 - from : size - from;
}

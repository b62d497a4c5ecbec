/**
 * What an export consists of, in the order of the archive, read inside the transaction. One step is a handful of files or
 * a part of one; its price is what it will weigh.
 */

import { WardroomError } from '@wardroom/contract';
import { hashBytes, type Tile, tileAt, tileWidth } from '@wardroom/seal';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';
import {
  type CheckpointRow,
  checkpointFrom,
  type ExportedOpening,
  type LogRow,
  lowestBoundary,
  readOpenings,
  readRows,
} from '../store.ts';
import { type ReadTile, readHashTiles } from '../tree.ts';
import type { ExportPlan, Place, Position } from './cursor.ts';

interface Weighed {
  readonly place: Place;
  /** Null behind the end. */
  readonly next: Place | null;
  /** Bytes, nearly. */
  readonly price: number;
}
export type Step = Weighed &
  (
    | { readonly kind: 'head'; readonly checkpoint: CheckpointRow; readonly boundary: string | null }
    | { readonly kind: 'tiles'; readonly tiles: readonly ReadTile[] }
    | {
        readonly kind: 'bundle';
        readonly tile: Tile;
        readonly offset: number;
        readonly rows: readonly LogRow[];
      }
    | { readonly kind: 'openings'; readonly offset: number; readonly openings: readonly ExportedOpening[] }
  );

/** What one answer weighs, nearly. */
export const answerBytes = 1_048_576;
/** A step that found nothing has cost something, too. */
const leastPrice = 65_536;
const tilesAtOnce = 64;
/** What an entry holds beside what is sealed. */
const columnBytes = 600;
const openingsWindow = 1_024;

/** As many steps as fit into one answer, one at least. */
export async function readSteps(tx: ReadTransaction, { plan, place }: Position): Promise<Step[]> {
  const steps: Step[] = [];
  let left = answerBytes;
  for (let at: Place | null = place; at !== null && left > 0; ) {
    const step: Step = await readStep(tx, plan, at);
    steps.push(step);
    left -= step.price;
    at = step.next;
  }
  return steps;
}

function readStep(tx: ReadTransaction, plan: ExportPlan, place: Place): Promise<Step> {
  switch (place.part) {
    case 'head':
      return readHead(tx, plan, place);
    case 'tile':
      return readTileStep(tx, plan, place);
    case 'entries':
      return readBundle(tx, plan, place);
    case 'openings':
      return readOpeningStep(tx, plan, place);
  }
}

async function readHead(tx: ReadTransaction, plan: ExportPlan, place: Place): Promise<Step> {
  const [checkpoint] = await tx.query(checkpointFrom, [tx.tenantId, plan.size]);
  if (checkpoint?.size !== plan.size) throw new WardroomError('conflict');
  const boundary = await requireUnpruned(tx, plan.from);
  const next = firstOfLevel(plan, 0) ?? firstBundle(plan);
  return { kind: 'head', place, next, price: leastPrice, checkpoint, boundary: boundary?.note ?? null };
}

/** Entries that were to be in it may have reached their end meanwhile: then it has to begin again, behind the new boundary. */
async function requireUnpruned(tx: ReadTransaction, from: number) {
  const [boundary] = await tx.query(lowestBoundary, [tx.tenantId]);
  if (boundary !== undefined && boundary.lowest_index > from) throw new WardroomError('conflict');
  return boundary;
}

const firstOfLevel = ({ size }: ExportPlan, level: number): Place | null =>
  tileAt(level, 0, size) === null ? null : { part: 'tile', level, number: 0 };
const firstBundle = ({ from, size }: ExportPlan): Place =>
  from < size
    ? { part: 'entries', number: from / tileWidth, offset: 0 }
    : { part: 'openings', index: from, offset: 0 };

async function readTileStep(
  tx: ReadTransaction,
  plan: ExportPlan,
  place: Place & { part: 'tile' },
): Promise<Step> {
  const { level, number } = place;
  const tiles: Tile[] = [];
  for (let index = number; tiles.length < tilesAtOnce; index += 1) {
    const tile = tileAt(level, index, plan.size);
    if (tile === null) break;
    tiles.push(tile);
  }
  const after: Place | null =
    tiles.length === tilesAtOnce && tileAt(level, number + tilesAtOnce, plan.size) !== null
      ? { part: 'tile', level, number: number + tilesAtOnce }
      : firstOfLevel(plan, level + 1);
  return {
    ...{ kind: 'tiles', place, next: after ?? firstBundle(plan) },
    ...{ price: tiles.length * tileWidth * hashBytes, tiles: await readHashTiles(tx, tiles) },
  };
}

async function readBundle(
  tx: ReadTransaction,
  plan: ExportPlan,
  place: Place & { part: 'entries' },
): Promise<Step> {
  const { number, offset } = place;
  const from = number * tileWidth;
  const tile = tileAt('entries', number, plan.size);
  if (tile === null) throw new WardroomError('invalid_cursor');
  await requireUnpruned(tx, from);
  const rows = await tx.query(readRows, [tx.tenantId, from, from + tile.width]);
  const weight = rows.reduce((sum, { sealed }) => sum + sealed.length + columnBytes, 0);
  const isLast = from + tile.width >= plan.size;
  const next: Place = isLast
    ? { part: 'openings', index: plan.from, offset: 0 }
    : { part: 'entries', number: number + 1, offset: 0 };
  return { kind: 'bundle', place, next, price: Math.max(leastPrice, weight - offset), tile, offset, rows };
}

async function readOpeningStep(
  tx: ReadTransaction,
  plan: ExportPlan,
  place: Place & { part: 'openings' },
): Promise<Step> {
  const { index, offset } = place;
  const end = Math.min(plan.size, index + openingsWindow);
  const openings = index < end ? await tx.query(readOpenings, [tx.tenantId, index, end, answerBytes]) : [];
  const weight = openings.reduce((sum, { sealed }) => sum + sealed.length, 0);
  const reached = weight >= answerBytes ? (openings.at(-1)?.index ?? index) + 1 : end;
  // How many bytes are through by then is known when they have been opened.
  const next: Place | null = reached >= plan.size ? null : { part: 'openings', index: reached, offset: 0 };
  return { kind: 'openings', place, next, price: Math.max(leastPrice, weight), offset, openings };
}

/** A list in pieces of about `size`: each ends where it may, or at twice the size where it may nowhere. Pure. */
export function piecesOf<T>(
  all: readonly T[],
  size: number,
  endsAt: (one: T) => boolean,
): readonly (readonly T[])[] {
  const pieces: T[][] = [];
  let piece: T[] = [];
  for (const one of all) {
    piece.push(one);
    if (piece.length < size || (piece.length < 2 * size && !endsAt(one))) continue;
    pieces.push(piece);
    piece = [];
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

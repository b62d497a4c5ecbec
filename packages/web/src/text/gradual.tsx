/** A long list of whatever a message is made of is drawn a piece at a time: the page answers in between. */
import { createContext, Fragment, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { piecesOf } from './pieces.ts';

/** Whether long lists are drawn so; what is short or folded is there at once, and never changes its height. */
export const GraduallyContext = createContext(false);

/** How many blocks, items or rows are drawn at once: each is more than a word. */
export const blocksAtOnce = 40;

interface GradualProps<T> {
  readonly all: readonly T[];
  /** How many are drawn at once. */
  readonly size: number;
  /** Whether a piece may end after this one without being seen. */
  readonly endsAt?: (one: T) => boolean;
  /** A memoised element: what was drawn before is not drawn again. `alone`: the piece is the whole list. */
  readonly draw: (piece: readonly T[], alone: boolean) => ReactNode;
}

export function Gradual<T>(props: GradualProps<T>) {
  const gradually = use(GraduallyContext);
  return gradually && props.all.length > props.size ? <Growing {...props} /> : props.draw(props.all, true);
}

const everywhere = () => true;

function Growing<T>({ all, size, endsAt = everywhere, draw }: GradualProps<T>) {
  const pieces = useMemo(() => piecesOf(all, size, endsAt), [all, size, endsAt]);
  const [shown, setShown] = useState(1);
  const more = shown < pieces.length;
  useEffect(() => {
    if (!more) return;
    const timer = setTimeout(() => setShown(shown + 1));
    return () => clearTimeout(timer);
  }, [shown, more]);
  return pieces.slice(0, shown).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces are made anew when the list changes.
    <Fragment key={index}>{draw(piece, false)}</Fragment>
  ));
}

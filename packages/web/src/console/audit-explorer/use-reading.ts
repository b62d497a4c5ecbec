import type { PrincipalId } from '@wardroom/contract';
import { useMemo, useState } from 'react';
import { useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { useAddress } from '../use-address.ts';
import { type Reading, readWords, type Words } from './words.ts';

export interface Chosen extends Reading {
  readonly words: Words;
  /** Of the words and the moment at which they were read: `2h` is another time later. */
  readonly key: readonly unknown[];
  readonly readAt: number;
  /** Reads them again, now. */
  readonly again: () => void;
}

/** The filters of the address, as they were meant when they were chosen. */
export function useReading(): Chosen {
  const { filters } = useAddress();
  const words = useMemo(() => {
    // The language of the page, which filters nothing.
    const { locale: _, ...rest } = filters;
    return rest;
  }, [filters]);
  const { environment } = useWorkspace();
  const { people, me } = useSynced();
  const text = JSON.stringify(words);
  const [read, setRead] = useState(() => ({ text, at: environment.now() }));
  if (read.text !== text) setRead({ text, at: environment.now() });
  const { at } = read;
  return useMemo(() => {
    const idOf = (handle: string) =>
      handle === 'me'
        ? me.id
        : ((Object.values(people).find((person) => person.handle === handle)?.id as PrincipalId) ?? null);
    return {
      ...readWords(words, { now: at, idOf }),
      words,
      key: [text, at],
      readAt: at,
      again: () => setRead({ text, at: environment.now() }),
    };
  }, [words, text, at, people, me, environment]);
}

import { useEffect, useState } from 'react';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useSelect, useWorkspace } from '../workspace/use-workspace.ts';
import type { ListedChannel } from './found.ts';

interface Directory {
  readonly listed: readonly ListedChannel[];
  readonly complete: boolean;
  readonly failure: Failure | null;
}

const nothing: Directory = { listed: [], complete: false, failure: null };
const pageSize = 500;

/** Page after page; read again when the connection is back. Who joins or leaves is counted when it is opened again. */
export function useDirectory(archived: boolean): Directory {
  const { call } = useWorkspace();
  const live = useSelect((state) => state.connection === 'live');
  const [directory, setDirectory] = useState(nothing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the connection is back.
  useEffect(() => {
    let current = true;
    const load = async () => {
      const listed: ListedChannel[] = [];
      for (let after: ListedChannel['id'] | undefined; ; ) {
        const page = await call('channels.directory', {
          archived,
          limit: pageSize,
          ...(after === undefined ? {} : { after }),
        });
        listed.push(...page.channels);
        if (!current) return;
        setDirectory({ listed: [...listed], complete: page.next === null, failure: null });
        if (page.next === null) return;
        after = page.next;
      }
    };
    load().catch((thrown: unknown) => {
      if (current) setDirectory((now) => ({ ...now, failure: failureOf(thrown) }));
    });
    return () => {
      current = false;
    };
  }, [call, archived, live]);
  return directory;
}

/** What saving would do, as the server says it, a moment after the last change. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Operations, OutputOf, Permission } from '@wardroom/contract';
import { useEffect, useState } from 'react';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useSelect, useWorkspace } from '../workspace/use-workspace.ts';
import type { RoleId } from './roles.ts';

export type Consequences = OutputOf<Operations['roles.preview']>;

const quietMs = 250;

interface Previewed {
  readonly consequences: Consequences | null;
  readonly failure: Failure | null;
  /** What is shown is of an earlier choice. */
  readonly waiting: boolean;
}

/** @param roleId null: of a role that does not exist yet */
export function useConsequences(roleId: RoleId | null, chosen: readonly Permission[]): Previewed {
  const { call } = useWorkspace();
  // Who holds it changes with the same events.
  const rolesEpoch = useSelect((state) => state.rolesEpoch);
  const wanted = chosen.toSorted().join(' ');
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), quietMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { data, error, isFetching } = useQuery({
    queryKey: ['roles.preview', roleId, asked, rolesEpoch],
    queryFn: () =>
      call('roles.preview', {
        ...(roleId === null ? {} : { roleId }),
        chosen: asked === '' ? [] : (asked.split(' ') as Permission[]),
      }),
    placeholderData: keepPreviousData,
  });
  return {
    consequences: data ?? null,
    failure: error === null ? null : failureOf(error),
    waiting: isFetching || asked !== wanted,
  };
}

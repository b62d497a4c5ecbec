import { useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type Address, readAddress, withFilter, writeAddress } from './address.ts';

interface AddressControl extends Address {
  readonly go: (to: Address) => void;
  readonly open: (subject: string | null) => void;
  /** Replaces the entry in the history: going back leaves the screen, not each letter that was typed. */
  readonly setFilter: (name: string, value: string) => void;
  readonly clearFilters: () => void;
}

export function useAddress(): AddressControl {
  const { history } = useRouter();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const search = useRouterState({ select: ({ location }) => location.searchStr });
  const address = useMemo(() => readAddress(pathname, search), [pathname, search]);
  const go = useCallback((to: Address) => history.push(writeAddress(to)), [history]);
  return useMemo(
    () => ({
      ...address,
      go,
      open: (subject) => go({ ...address, subject }),
      setFilter: (name, value) => history.replace(writeAddress(withFilter(address, name, value))),
      clearFilters: () => history.replace(writeAddress({ ...address, filters: {} })),
    }),
    [address, go, history],
  );
}

/** How long keys live here, and which programs may come in: one answer for every part of the console. */
import { useQuery } from '@tanstack/react-query';
import type { AccessSettings } from '@wardroom/contract';
import { useWorkspace } from '../workspace/use-workspace.ts';

export const accessSettingsKey = ['access-settings'];

export function useAccessSettings() {
  const { call } = useWorkspace();
  return useQuery({ queryKey: accessSettingsKey, queryFn: () => call('access.settings', {}) });
}

/** Days that a key lives at most (TOK-08). The server decides with the same numbers. */
export const longestDays: Readonly<Record<AccessSettings['keyCadence'], number>> = {
  standard: 90,
  regulated: 30,
};

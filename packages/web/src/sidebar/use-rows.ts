import { useMemo } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { usePreferences } from '../workspace/preferences.ts';
import { useSelect } from '../workspace/use-workspace.ts';
import { type SidebarRow, sidebarRows } from './rows.ts';

const none = {} as const;

export function useSidebarRows(current: string | undefined): readonly SidebarRow[] {
  const { t } = useTexts();
  const channels = useSelect(({ synced }) => synced?.channels ?? none);
  const people = useSelect(({ synced }) => synced?.people ?? none);
  const me = useSelect(({ synced }) => synced?.me);
  const preferences = usePreferences();
  const nobody = t('chat.somebody');
  return useMemo(
    () => (me === undefined ? [] : sidebarRows({ channels, people, me, preferences, current, nobody })),
    [channels, people, me, preferences, current, nobody],
  );
}

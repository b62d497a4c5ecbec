import type { Permission } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { everyPermission } from './permissions.ts';

/** Permissions by what they are called, here or by programs. */
export function useFound(typed: string): readonly Permission[] {
  const { t } = useTexts();
  const wanted = typed.trim().toLowerCase();
  return everyPermission.filter((permission) =>
    `${t(`roles.permission.${permission}`)} ${permission}`.toLowerCase().includes(wanted),
  );
}

/** Roles, kinds and states in the reader's words. */
import type { Person, RoleName } from '@wardroom/contract';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';

export const roleTexts: Readonly<Record<RoleName, TextKey>> = {
  owner: 'people.role.owner',
  admin: 'people.role.admin',
  developer: 'people.role.developer',
  member: 'people.role.member',
  guest: 'people.role.guest',
  viewer: 'people.role.viewer',
  auditor: 'people.role.auditor',
  agent: 'people.role.agent',
};

export const kindTexts: Readonly<Record<Person['kind'], TextKey>> = {
  person: 'people.kind.person',
  bot: 'people.kind.bot',
  service: 'people.kind.service',
  agent: 'people.kind.agent',
  operator: 'people.kind.operator',
};

export const statusTexts: Readonly<Record<Person['status'], TextKey>> = {
  active: 'people.status.active',
  suspended: 'people.status.suspended',
  imported: 'people.status.imported',
};

/** A chip only for what is not as it should be. */
const statusChips = { active: 'quiet', suspended: 'chip chip-bad', imported: 'chip' };

export function StatusChip({ status }: Pick<Person, 'status'>) {
  const { t } = useTexts();
  return <span className={statusChips[status]}>{t(statusTexts[status])}</span>;
}

/** A table of texts as the options of a filter. */
export function useOptions(texts: Readonly<Record<string, TextKey>>): readonly (readonly [string, string])[] {
  const { t } = useTexts();
  return Object.entries(texts).map(([value, key]) => [value, t(key)] as const);
}

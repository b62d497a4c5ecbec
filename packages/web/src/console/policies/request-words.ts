/** A request in a few words: only what is not ordinary. */
import type { RoleRef } from '@wardroom/contract';
import { useRoleName } from '../../account/role-text.tsx';
import { useTexts } from '../../i18n/use-texts.ts';
import { useFormats } from '../../workspace/use-formats.ts';
import type { TestRequest } from './draft.ts';

export function useRequestWords(): (request: TestRequest) => string {
  const { t } = useTexts();
  const nameOf = useRoleName();
  const formats = useFormats();
  return ({ permission, principal = {}, resource = {}, context = {} }) => {
    const { role, kind, groups } = principal;
    const { kind: about, channelKind, classification, labels } = resource;
    const parts = [
      role === undefined ? null : nameOf(role as RoleRef),
      kind === undefined ? null : t(`policies.kind.${kind}`),
      ...(groups ?? []).map((group) => `@${group}`),
      t(`roles.permission.${permission}`),
      about === undefined || about === 'Group' ? null : t(`policies.resource.${about}`),
      channelKind === undefined ? null : t(`policies.channelKind.${channelKind}`),
      classification === undefined ? null : t(`policies.classification.${classification}`),
      ...(labels ?? []),
      context.address ?? null,
      context.at === undefined ? null : formats.moment(context.at),
      context.device === undefined ? null : t(`policies.device.${context.device}`),
      context.mfaAgeMinutes === undefined ? null : t('policies.mfaAgeIs', { count: context.mfaAgeMinutes }),
    ];
    return parts.filter((part) => part !== null && part !== '').join(' · ');
  };
}

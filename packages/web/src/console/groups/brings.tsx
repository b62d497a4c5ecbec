/** What being in a group brings: what is above it, roles, and channels that mirror any of these. */
import { useQuery } from '@tanstack/react-query';
import { useRoleName } from '../../account/role-text.tsx';
import { indexOf, pathOf } from '../../groups/tree.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { useSelect, useWorkspace } from '../../workspace/use-workspace.ts';
import { useNames } from '../names.ts';
import type { GroupPartProps } from './part-props.ts';

export function Brings({ group, groups }: GroupPartProps) {
  const { t, locale } = useTexts();
  const { call } = useWorkspace();
  const nameOf = useRoleName();
  const names = useNames();
  const epoch = useSelect(({ groupsEpoch }) => groupsEpoch);
  const path = pathOf(indexOf(groups), group);
  const { data } = useQuery({
    queryKey: ['groups.brings', group.id, epoch],
    queryFn: async () => {
      const all = await Promise.all(path.map(({ id }) => call('groups.get', { groupId: id })));
      return all.flatMap(({ channels }) => channels.map(({ channelId }) => channelId));
    },
  });
  const list = new Intl.ListFormat(locale);
  const above = path.slice(0, -1).map(({ name }) => name);
  const roles = [...new Set(path.flatMap(({ confers }) => confers))].map(nameOf);
  const channels = (data ?? []).map((id) => `#${names.channel(id) ?? t('groups.channelUnseen')}`);
  const lines = [
    above.length > 0 ? t('groups.brings.above', { groups: list.format(above) }) : null,
    roles.length > 0 ? t('groups.brings.roles', { roles: list.format(roles) }) : null,
    channels.length > 0 ? t('groups.brings.channels', { channels: list.format(channels) }) : null,
  ].filter((line) => line !== null);
  return (
    <section className="group-does" aria-label={t('groups.brings')}>
      <h3>{t('groups.brings')}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {lines.length === 0 && data !== undefined ? (
          <li className="quiet">{t('groups.brings.nothing')}</li>
        ) : null}
      </ul>
    </section>
  );
}

/** Channels whose people are those of a group. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ChannelId } from '@wardroom/contract';
import { Unlink } from 'lucide-react';
import { useState } from 'react';
import { manages } from '../../groups/tree.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { IconButton, Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useSelect, useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { commands } from '../command-lines.ts';
import { Confirm } from '../confirm.tsx';
import { useNames } from '../names.ts';
import { useDone } from './done.tsx';
import { LinkChannel, managesChannel } from './link-channel.tsx';
import type { GroupPartProps } from './part-props.ts';

export function GroupChannels({ group }: GroupPartProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const synced = useSynced();
  const names = useNames();
  const epoch = useSelect(({ groupsEpoch }) => groupsEpoch);
  const [linking, setLinking] = useState(false);
  const [leaving, setLeaving] = useState<ChannelId | null>(null);
  const { data, error } = useQuery({
    queryKey: ['groups.get', group.id, epoch],
    queryFn: () => call('groups.get', { groupId: group.id }),
  });
  const managed = manages(synced.permissions, group);
  const channels = data?.channels ?? [];
  const nameOf = (id: ChannelId) => names.channel(id) ?? t('groups.channelUnseen');
  return (
    <section className="drawer-part group-part">
      <h3>{t('groups.channels')}</h3>
      {error === null ? null : <Notice failure={failureOf(error)} />}
      {data !== undefined && channels.length === 0 ? <p className="quiet">{t('groups.noChannels')}</p> : null}
      <ul className="group-lines">
        {channels.map(({ channelId }) => (
          <li key={channelId}>
            <Link to="/c/$channelId" params={{ channelId }} className="inline-link">
              <bdi>#{nameOf(channelId)}</bdi>
            </Link>
            {managed && managesChannel(synced, channelId) ? (
              <IconButton
                icon={Unlink}
                label={t('groups.unlink', { name: nameOf(channelId) })}
                onClick={() => setLeaving(channelId)}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {managed ? (
        <button type="button" className="button" onClick={() => setLinking(true)}>
          {t('groups.link')}
        </button>
      ) : null}
      {linking ? (
        <LinkChannel
          group={group}
          linked={channels.map(({ channelId }) => channelId)}
          onClose={() => setLinking(false)}
        />
      ) : null}
      {leaving === null ? null : (
        <Unlinking
          group={group}
          channelId={leaving}
          name={nameOf(leaving)}
          onClose={() => setLeaving(null)}
        />
      )}
    </section>
  );
}

interface UnlinkingProps extends Pick<GroupPartProps, 'group'> {
  readonly channelId: ChannelId;
  readonly name: string;
  readonly onClose: () => void;
}

function Unlinking({ group, channelId, name, onClose }: UnlinkingProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const tell = useDone();
  const { id: groupId } = group;
  const send = async () => {
    await call('groups.unlinkChannel', { channelId });
    tell({
      ...{ text: t('groups.done.unlinked', { name }), groupId },
      undo: () => call('groups.linkChannel', { groupId, channelId }),
    });
    onClose();
  };
  return (
    <Confirm
      title={t('groups.unlinkTitle', { name, group: group.name })}
      text={t('groups.unlinkDoes')}
      action={t('groups.unlinkNow')}
      send={send}
      onClose={onClose}
    >
      <CliLines lines={[commands.unlinkChannel(channelId)]} />
    </Confirm>
  );
}

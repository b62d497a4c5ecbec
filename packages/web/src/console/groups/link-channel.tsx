import { useQuery } from '@tanstack/react-query';
import type { ChannelId, GroupView, PrincipalId } from '@wardroom/contract';
import { mayIn } from '@wardroom/sdk';
import { useCallback, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { FormNotice, useSubmission } from '../../ui/form.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import type { Synced } from '../../workspace/state.ts';
import { useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { commands } from '../command-lines.ts';
import { useChannels, useNames } from '../names.ts';
import { useDone } from './done.tsx';

/** Also public channels that one is not in, for whoever may manage every channel. */
export function managesChannel({ channels, permissions }: Synced, channelId: ChannelId): boolean {
  const own = channels[channelId];
  return own === undefined
    ? permissions.includes('channel.manage_any') && permissions.includes('channel.manage_members')
    : mayIn(permissions, own, 'manage');
}

interface LinkChannelProps {
  readonly group: GroupView;
  readonly linked: readonly ChannelId[];
  readonly onClose: () => void;
}

export function LinkChannel({ group, linked, onClose }: LinkChannelProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const synced = useSynced();
  const tell = useDone();
  const channels = useChannels().filter(
    ({ id, archived }) => !archived && !linked.includes(id) && managesChannel(synced, id),
  );
  const [picked, setPicked] = useState<ChannelId | null>(null);
  const channelId = picked ?? channels[0]?.id ?? null;
  const name = channels.find(({ id }) => id === channelId)?.name ?? '';
  const { id: groupId } = group;
  const difference = useDifference(groupId, channelId);
  const removed = difference?.leave.length ?? 0;
  const send = useCallback(async () => {
    if (channelId === null) return;
    await call('groups.linkChannel', { groupId, channelId });
    tell({
      ...{ text: t('groups.done.linked', { name }), groupId },
      undo: () => call('groups.unlinkChannel', { channelId }),
    });
    onClose();
  }, [call, groupId, channelId, name, tell, t, onClose]);
  const { busy, failure, submit } = useSubmission(send);
  return (
    <Dialog title={t('groups.linkTitle', { name: group.name })} onClose={onClose} wide>
      <form onSubmit={submit}>
        {channelId === null ? (
          <p>{t('groups.linkNone')}</p>
        ) : (
          <>
            <SelectField
              label={t('groups.linkChannel')}
              value={channelId as string}
              options={channels.map(({ id, name: label }) => [id as string, `#${label}`])}
              onChange={(value) => setPicked(value as ChannelId)}
            />
            <p>{t('groups.linkDoes')}</p>
            <Difference difference={difference} />
            <CliLines lines={[commands.linkChannel(group.handle, name)]} />
          </>
        )}
        <FormNotice failure={failure} />
        <DialogFoot
          action={removed > 0 ? t('groups.linkRemoving', { count: removed }) : t('groups.linkNow')}
          onCancel={onClose}
          disabled={busy || channelId === null}
          danger={removed > 0}
        />
      </form>
    </Dialog>
  );
}

/** The bound of the contract: of larger ones the words above have to do. */
const whole = 500;

interface Joining {
  readonly join: readonly PrincipalId[];
  readonly leave: readonly PrincipalId[];
}

/** Who joins and who leaves by it, where both lists fit into one answer. */
function useDifference(groupId: GroupView['id'], channelId: ChannelId | null): Joining | null {
  const { call } = useWorkspace();
  const { data } = useQuery({
    queryKey: ['groups.link', groupId, channelId],
    staleTime: 0,
    queryFn: async () => {
      if (channelId === null) return null;
      const [group, channel] = await Promise.all([
        call('groups.members', { groupId, effective: true, limit: whole }),
        call('channels.members', { channelId, limit: whole }),
      ]);
      if (group.next !== null || channel.next !== null) return null;
      const inGroup = new Set(group.members.map(({ principalId }) => principalId));
      const inChannel = new Set(channel.members.map(({ principalId }) => principalId));
      return {
        join: [...inGroup].filter((id) => !inChannel.has(id)),
        leave: [...inChannel].filter((id) => !inGroup.has(id)),
      };
    },
  });
  return data ?? null;
}

function Difference({ difference }: { difference: Joining | null }) {
  const { t } = useTexts();
  if (difference === null) return null;
  const { join, leave } = difference;
  return (
    <div className="group-does" role="status">
      {join.length === 0 && leave.length === 0 ? <p className="quiet">{t('groups.linkSame')}</p> : null}
      {join.length === 0 ? null : <p>{t('groups.linkJoin', { count: join.length })}</p>}
      {leave.length === 0 ? null : <Leaving ids={leave} />}
    </div>
  );
}

/** Of those who are named. */
const mostNamed = 8;

function Leaving({ ids }: { ids: readonly PrincipalId[] }) {
  const { t, locale } = useTexts();
  const names = useNames();
  const named = ids.slice(0, mostNamed).map(names.somebody);
  return (
    <p className="loses">
      <strong>{t('groups.linkLeave', { count: ids.length })}</strong>{' '}
      {new Intl.ListFormat(locale).format(named)}
      {ids.length > mostNamed ? ' …' : ''}
    </p>
  );
}

/** Removing somebody from a group, or changing who manages it: asked first, told afterwards, with the way back. */
import type { GroupMember, GroupView } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { commands } from '../command-lines.ts';
import { Confirm } from '../confirm.tsx';
import { useNames } from '../names.ts';
import { useDone } from './done.tsx';
import { Effect } from './effect.tsx';

export interface Asked {
  readonly act: 'remove' | 'role';
  readonly member: GroupMember;
  readonly name: string;
}

interface MemberActProps {
  readonly group: GroupView;
  readonly asked: Asked;
  readonly onClose: () => void;
}

export function MemberAct(props: MemberActProps) {
  return props.asked.act === 'remove' ? <Removal {...props} /> : <Management {...props} />;
}

function Removal({ group, asked: { member, name }, onClose }: MemberActProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const tell = useDone();
  const names = useNames();
  const { id: groupId } = group;
  const { principalId, role, sources } = member;
  const isKept = sources.some((source) => source !== 'manual');
  const principalIds = [principalId];
  const remove = async () => {
    const { kept } = await call('groups.removeMembers', { groupId, principalIds });
    const text = t(kept > 0 ? 'groups.done.kept' : 'groups.done.removed', { name });
    tell({ text, groupId, undo: () => call('groups.addMembers', { groupId, principalIds, role }) });
    onClose();
  };
  return (
    <Confirm
      title={t('groups.removeTitle', { name, group: group.name })}
      text={t(isKept ? 'groups.removeKept' : 'groups.removeDoes')}
      action={t('groups.removeNow')}
      send={remove}
      onClose={onClose}
    >
      <Effect change={{ groupId, remove: principalIds }} />
      <CliLines lines={[commands.removeFromGroup(group.handle, [names.handle(principalId)])]} />
    </Confirm>
  );
}

function Management({ group, asked: { member, name }, onClose }: MemberActProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const tell = useDone();
  const names = useNames();
  const { id: groupId } = group;
  const { principalId } = member;
  const role = member.role === 'manager' ? 'member' : 'manager';
  const words = { name, group: group.name };
  const change = async () => {
    await call('groups.setMemberRole', { groupId, principalId, role });
    tell({
      ...{ text: t('groups.done.role', { name }), groupId },
      undo: () => call('groups.setMemberRole', { groupId, principalId, role: member.role }),
    });
    onClose();
  };
  return (
    <Confirm
      title={t(role === 'manager' ? 'groups.makeManagerTitle' : 'groups.makeMemberTitle', words)}
      text={t(role === 'manager' ? 'groups.makeManagerDoes' : 'groups.makeMemberDoes', words)}
      action={t('groups.change')}
      send={change}
      onClose={onClose}
    >
      <CliLines lines={[commands.groupMemberRole(group.handle, names.handle(principalId), role)]} />
    </Confirm>
  );
}

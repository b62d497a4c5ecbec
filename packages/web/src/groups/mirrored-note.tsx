/** In the place of adding and removing people one by one: whose people a channel has, for who sees that group. */
import '../i18n/late.ts';
import { Link } from '@tanstack/react-router';
import type { ChannelId, GroupView } from '@wardroom/contract';
import { Users } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { useAccess } from './access.ts';
import { useGroupList } from './group-list.ts';
import { manages } from './tree.ts';

interface MirroredNoteProps {
  readonly channelId: ChannelId;
  readonly onClose: () => void;
}

export default function MirroredNote({ channelId }: MirroredNoteProps) {
  const { t } = useTexts();
  const groupId = useAccess(channelId)?.groupId;
  const { groups } = useGroupList();
  const group = groups?.find(({ id }) => id === groupId);
  // Not before it is known whether the group has a name for them: nothing on the page changes its words.
  if (groupId === undefined || (groupId !== null && groups === null)) return null;
  return (
    <p className="mirrored">
      <Users size={15} aria-hidden="true" />
      {group === undefined ? <span>{t('groups.mirrorsOne')}</span> : <Named group={group} />}
    </p>
  );
}

function Named({ group }: { group: GroupView }) {
  const { t } = useTexts();
  const synced = useSynced();
  const leads = holds(synced, 'console.view') && manages(synced.permissions, group);
  return (
    <span>
      {t('groups.mirrors', { name: group.name })}{' '}
      {leads ? (
        <Link to="/console/$" params={{ _splat: `groups/${group.id}` }} className="link">
          {t('groups.toGroup', { name: group.name })}
        </Link>
      ) : null}
    </span>
  );
}

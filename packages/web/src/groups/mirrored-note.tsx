/** In the place of adding and removing people one by one: whose people a channel has. */
import '../i18n/late.ts';
import { Link } from '@tanstack/react-router';
import { Users } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { useGroupList } from './group-list.ts';
import { type GroupId, manages } from './tree.ts';

interface MirroredNoteProps {
  readonly groupId: GroupId;
  readonly onClose: () => void;
}

export default function MirroredNote({ groupId }: MirroredNoteProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const group = useGroupList().groups?.find(({ id }) => id === groupId);
  if (group === undefined) return null;
  const leads = holds(synced, 'console.view') && manages(synced.permissions, group);
  return (
    <p className="mirrored">
      <Users size={15} aria-hidden="true" />
      <span>
        {t('groups.mirrors', { name: group.name })}{' '}
        {leads ? (
          <Link to="/console/$" params={{ _splat: `groups/${groupId}` }} className="link">
            {t('groups.toGroup', { name: group.name })}
          </Link>
        ) : null}
      </span>
    </p>
  );
}

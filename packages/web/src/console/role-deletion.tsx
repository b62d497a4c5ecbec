import type { RoleView } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import { commands } from './command-lines.ts';
import type { Saved } from './role-saved.tsx';
import type { RoleId } from './roles.ts';
import { useAddress } from './use-address.ts';

interface RoleDeletionProps {
  readonly role: RoleView;
  readonly onDeleted: (saved: Saved) => void;
}

/** Nobody may be left without a role: what stands in its way is said instead. */
export function RoleDeletion({ role, onDeleted }: RoleDeletionProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { open } = useAddress();
  const { people, groups, name, revision } = role;
  const roleId = role.role as RoleId;
  const hint =
    people > 0
      ? t('roles.deleteHeld', { count: people })
      : groups > 0
        ? t('roles.deleteGiven', { count: groups })
        : t('roles.deleteDoes');
  return (
    <Act
      title={t('roles.delete')}
      hint={hint}
      label={t('roles.deleteAsk')}
      danger
      disabled={people > 0 || groups > 0}
      line={commands.deleteRole(name)}
      asks={{
        title: t('roles.deleteTitle', { name }),
        text: t('roles.deleteDoes'),
        action: t('roles.deleteNow'),
      }}
      send={() => call('roles.delete', { roleId, revision })}
      onDone={() => {
        onDeleted({ did: 'deleted', role, before: role });
        open(null);
      }}
    />
  );
}

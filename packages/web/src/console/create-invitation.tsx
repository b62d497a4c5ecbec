import type { ChannelId, RoleName } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { roleTexts } from '../account/person-texts.tsx';
import { isBuiltIn, useRoles } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { ChannelChoice } from './channel-choice.tsx';
import { NumberField } from './number-field.tsx';
import { OnceDialog } from './once.tsx';
import { assignableRoles } from './roles.ts';

interface CreateInvitationProps {
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

/** A link for people who are not here yet. It is shown once: only a hash of it is kept. */
export function CreateInvitation({ onClose, onCreated }: CreateInvitationProps) {
  const { t } = useTexts();
  return (
    <OnceDialog
      title={t('console.invitations.create')}
      label={t('console.invitations.link')}
      explanation={t('console.invitations.linkOnce')}
      agreement={t('console.invitations.linkStored')}
      onClose={onClose}
      onMade={onCreated}
      form={(onMade) => <InvitationForm onCreated={onMade} onClose={onClose} />}
    />
  );
}

/** The bounds of the contract. */
const bounds = { days: 30, uses: 1000 };

interface InvitationFormProps {
  readonly onCreated: (link: string) => void;
  readonly onClose: () => void;
}

function InvitationForm({ onCreated, onClose }: InvitationFormProps) {
  const { t } = useTexts();
  const { call, environment } = useWorkspace();
  const [role, setRole] = useState<RoleName>('member');
  const [channelIds, setChannelIds] = useState<readonly ChannelId[]>([]);
  const [expiresInDays, setExpiresInDays] = useState('7');
  const [maxUses, setMaxUses] = useState('1');
  const guestWithout = role === 'guest' && channelIds.length === 0;
  const send = useCallback(async () => {
    const { secret } = await call('invitations.create', {
      role,
      channelIds: [...channelIds],
      expiresInDays: Number(expiresInDays),
      maxUses: Number(maxUses),
    });
    onCreated(`${environment.origin}/join#${secret}`);
  }, [call, environment, role, channelIds, expiresInDays, maxUses, onCreated]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <RoleChoice role={role} onChange={setRole} />
      <ChannelChoice chosen={channelIds} onChange={setChannelIds} problem={problemOf('/channelIds')} />
      {guestWithout ? <p className="hint">{t('console.invitations.guestNeeds')}</p> : null}
      <div className="pair">
        <NumberField
          label={t('console.invitations.days')}
          most={bounds.days}
          value={expiresInDays}
          problem={problemOf('/expiresInDays')}
          onChange={setExpiresInDays}
        />
        <NumberField
          label={t('console.invitations.maxUses')}
          most={bounds.uses}
          value={maxUses}
          problem={problemOf('/maxUses')}
          onChange={setMaxUses}
        />
      </div>
      <FormNotice failure={failure} shown={['/channelIds', '/expiresInDays', '/maxUses']} />
      <DialogFoot action={t('console.invitations.make')} onCancel={onClose} disabled={busy || guestWithout} />
    </form>
  );
}

function RoleChoice({ role, onChange }: { role: RoleName; onChange: (role: RoleName) => void }) {
  const { t } = useTexts();
  const { permissions } = useSynced();
  const offered = assignableRoles(useRoles(), permissions)
    .filter(isBuiltIn)
    .filter((name) => name !== 'agent');
  const names = offered.length === 0 ? [role] : offered;
  return (
    <SelectField
      label={t('people.role')}
      value={role}
      options={names.map((name) => [name, t(roleTexts[name])] as const)}
      hint={t(role === 'guest' ? 'people.guestHint' : 'people.memberHint')}
      onChange={onChange}
    />
  );
}

import type { ChannelId, RoleRef } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { isBuiltIn, useRoleName, useRoles } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { holds } from '../workspace/rights.ts';
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
  const offered = useOffered();
  const [picked, setPicked] = useState<RoleRef | null>(null);
  const role = picked ?? offered.find((ref) => ref === 'member') ?? offered[0] ?? 'member';
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
      <RoleChoice role={role} offered={offered} onChange={setPicked} />
      <ChannelChoice
        chosen={channelIds}
        onChange={setChannelIds}
        problem={problemOf('/channelIds')}
        lacks={guestWithout ? t('console.invitations.guestNeeds') : ''}
      />
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
      <DialogFoot action={t('console.invitations.make')} onCancel={onClose} disabled={busy} />
    </form>
  );
}

/** The built-in ones and those of the workspace, within one’s own rights; one’s own where one does not see roles. */
function useOffered(): readonly RoleRef[] {
  const synced = useSynced();
  const within = assignableRoles(useRoles(), synced.permissions).filter((ref) => ref !== 'agent');
  return holds(synced, 'roles.read') ? within : [synced.me.role];
}

interface RoleChoiceProps {
  readonly role: RoleRef;
  readonly offered: readonly RoleRef[];
  readonly onChange: (role: RoleRef) => void;
}

function RoleChoice({ role, offered, onChange }: RoleChoiceProps) {
  const { t } = useTexts();
  const nameOf = useRoleName();
  const refs = offered.includes(role) ? offered : [role, ...offered];
  return (
    <SelectField
      label={t('people.role')}
      value={role}
      options={refs.map((ref) => [ref, nameOf(ref)] as const)}
      hint={isBuiltIn(role) ? t(role === 'guest' ? 'people.guestHint' : 'people.memberHint') : undefined}
      onChange={onChange}
    />
  );
}

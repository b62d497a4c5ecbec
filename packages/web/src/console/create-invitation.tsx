import type { ChannelId, RoleName } from '@wardroom/contract';
import { useCallback, useId, useState } from 'react';
import { roleTexts } from '../account/person-texts.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { ChannelChoice } from './channel-choice.tsx';
import { Once } from './once.tsx';
import { useRoles } from './role-form.tsx';
import { assignableRoles } from './roles.ts';

interface CreateInvitationProps {
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

/** A link for people who are not here yet. It is shown once: only a hash of it is kept. */
export function CreateInvitation({ onClose, onCreated }: CreateInvitationProps) {
  const { t } = useTexts();
  const [link, setLink] = useState<string | null>(null);
  return (
    <Dialog title={t('console.invitations.create')} onClose={onClose} wide>
      {link === null ? (
        <InvitationForm
          onCreated={(made) => {
            setLink(made);
            onCreated();
          }}
          onClose={onClose}
        />
      ) : (
        <Once
          label={t('console.invitations.link')}
          secret={link}
          explanation={t('console.invitations.linkOnce')}
          agreement={t('console.invitations.linkStored')}
          onDone={onClose}
        />
      )}
    </Dialog>
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
        <Field
          label={t('console.invitations.days')}
          type="number"
          required
          min={1}
          max={bounds.days}
          value={expiresInDays}
          problem={problemOf('/expiresInDays')}
          onChange={(event) => setExpiresInDays(event.target.value)}
        />
        <Field
          label={t('console.invitations.maxUses')}
          type="number"
          required
          min={1}
          max={bounds.uses}
          value={maxUses}
          problem={problemOf('/maxUses')}
          onChange={(event) => setMaxUses(event.target.value)}
        />
      </div>
      <FormNotice failure={failure} shown={['/channelIds', '/expiresInDays', '/maxUses']} />
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {t('console.cancel')}
        </button>
        <button type="submit" className="button primary" disabled={busy || guestWithout}>
          {t('console.invitations.make')}
        </button>
      </div>
    </form>
  );
}

function RoleChoice({ role, onChange }: { role: RoleName; onChange: (role: RoleName) => void }) {
  const { t } = useTexts();
  const { permissions } = useSynced();
  const id = useId();
  const offered = assignableRoles(useRoles(), permissions).filter((name) => name !== 'agent');
  return (
    <div className="field">
      <label htmlFor={id}>{t('people.role')}</label>
      <select id={id} value={role} onChange={(event) => onChange(event.target.value as RoleName)}>
        {(offered.length === 0 ? [role] : offered).map((name) => (
          <option key={name} value={name}>
            {t(roleTexts[name])}
          </option>
        ))}
      </select>
      <div className="hint">{t(role === 'guest' ? 'people.guestHint' : 'people.memberHint')}</div>
    </div>
  );
}

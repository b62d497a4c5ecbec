/** Writing a role: words and permissions on one side, what saving would do on the other. */
import type { Permission, RoleView } from '@wardroom/contract';
import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useRoleName } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { useSynced } from '../workspace/use-workspace.ts';
import { PermissionChoice } from './permission-choice.tsx';
import { cascadeOf } from './permissions.ts';
import { RoleConflict } from './role-conflict.tsx';
import { RolePreview } from './role-preview.tsx';
import { RoleSave, roleWords } from './role-save.tsx';
import type { Saved } from './role-saved.tsx';
import { type Draft, differenceOf, draftOf, isSameDraft, missingFor, newRole, type RoleId } from './roles.ts';
import { TextField } from './text-field.tsx';
import { useAddress } from './use-address.ts';

interface EditorProps {
  readonly roles: readonly RoleView[];
  readonly onSaved: (saved: Saved) => void;
}

/** Without them nobody opens the workspace, ends their own sessions or changes their password. */
const beginnings: readonly Permission[] = ['workspace.read', 'sessions.own', 'profile.own'];

/** From nothing, from a copy, or from the role that is changed. Of a copy, what one may not give is left out. */
function useBeginning(roles: readonly RoleView[]): Draft {
  const { t } = useTexts();
  const { permissions } = useSynced();
  const { subject, filters } = useAddress();
  const nameOf = useRoleName();
  const edited = roles.find(({ role, locked }) => role === subject && !locked);
  if (edited !== undefined) return draftOf(edited);
  const copied = roles.find(({ role }) => role === filters.copy);
  const mayGive = (permission: Permission) => missingFor(permission, permissions) === null;
  if (copied === undefined) return { name: '', description: '', chosen: beginnings.filter(mayGive) };
  return {
    name: t('roles.copyOf', { name: nameOf(copied.role) }),
    description: copied.locked ? '' : copied.description,
    chosen: copied.chosen.filter(mayGive),
  };
}

export function RoleEditor({ roles, onSaved }: EditorProps) {
  const { t } = useTexts();
  const { subject, go } = useAddress();
  const [base, setBase] = useState(
    () => roles.find(({ role, locked }) => role === subject && !locked) ?? null,
  );
  const beginning = useBeginning(roles);
  const [draft, setDraft] = useState(beginning);
  const [saving, setSaving] = useState(false);
  const theirs = roles.find(({ role }) => role === base?.role) ?? null;
  const overtaken = !saving && base !== null && theirs?.revision !== base.revision;
  const leave = () => go({ screen: 'roles', subject: base?.role ?? null, filters: {} });
  const done = (saved: Saved) => {
    onSaved(saved);
    go({ screen: 'roles', subject: saved.role.role, filters: {} });
  };
  const take = (mine: boolean) => {
    setBase(theirs);
    if (!mine && theirs !== null) setDraft(draftOf(theirs));
  };
  const changed = base === null || !isSameDraft(draft, draftOf(base));
  return (
    <main className="console-main role-editor">
      <header className="console-head">
        <h1>
          {base === null || subject === newRole
            ? t('roles.newTitle')
            : t('roles.editTitle', { name: base.name })}
        </h1>
        <div className="console-actions">
          <button type="button" className="button" onClick={leave}>
            <ArrowLeft size={15} aria-hidden="true" /> {t('roles.back')}
          </button>
        </div>
      </header>
      {overtaken ? <RoleConflict base={base} theirs={theirs} onTake={take} /> : null}
      <div className="role-editor-parts">
        <Words draft={draft} onChange={setDraft} />
        <Sides {...{ base, draft }}>
          <RoleSave {...{ base, draft }} ready={changed && !overtaken} onBusy={setSaving} onSaved={done} />
        </Sides>
        <PermissionChoice chosen={draft.chosen} onChange={(chosen) => setDraft({ ...draft, chosen })} />
      </div>
    </main>
  );
}

function Words({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { t } = useTexts();
  return (
    <form id={roleWords} className="role-words" onSubmit={(event) => event.preventDefault()}>
      <Field
        label={t('roles.name')}
        hint={t('roles.nameHint')}
        required
        autoFocus
        maxLength={60}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.target.value })}
      />
      <TextField
        label={t('roles.description')}
        maxLength={500}
        value={draft.description}
        onChange={(description) => onChange({ ...draft, description })}
      />
    </form>
  );
}

interface SidesProps {
  readonly base: RoleView | null;
  readonly draft: Draft;
  readonly children: ReactNode;
}

/** Stays in sight while one chooses. */
function Sides({ base, draft: { chosen }, children }: SidesProps) {
  const after = [...chosen, ...cascadeOf(chosen).keys()];
  return (
    <div className="role-side">
      <RolePreview
        roleId={(base?.role as RoleId | undefined) ?? null}
        chosen={chosen}
        change={differenceOf(base?.permissions ?? [], after)}
      />
      {children}
    </div>
  );
}

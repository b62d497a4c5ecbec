import { useCallback, useState } from 'react';
import { Field, FormNotice, NewPasswordField, useSubmission } from '../ui/form.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';

const roles = ['member', 'guest', 'viewer', 'developer', 'admin'] as const;
type OfferedRole = (typeof roles)[number];

/** Until invitations exist: an administrator sets a first password and hands it over. */
export function AddPerson({ onDone }: { onDone: () => void }) {
  const { call } = useWorkspace();
  const { tenant } = useSynced();
  const [values, setValues] = useState({ handle: '', displayName: '', password: '' });
  const [role, setRole] = useState<OfferedRole>('member');
  const send = useCallback(async () => {
    await call('principals.create', {
      handle: values.handle.trim(),
      displayName: values.displayName.trim(),
      password: values.password,
      role,
    });
    onDone();
  }, [call, values, role, onDone]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <Field
        label="Name"
        required
        autoFocus
        maxLength={80}
        value={values.displayName}
        problem={problemOf('/displayName')}
        onChange={(event) => setValues({ ...values, displayName: event.target.value })}
      />
      <Field
        label="Handle"
        required
        maxLength={32}
        autoCapitalize="none"
        spellCheck={false}
        value={values.handle}
        problem={problemOf('/handle')}
        onChange={(event) => setValues({ ...values, handle: event.target.value.toLowerCase() })}
      />
      <NewPasswordField
        label="First password"
        value={values.password}
        names={[values.handle, values.displayName, tenant.name]}
        problem={problemOf('/password')}
        onChange={(password) => setValues({ ...values, password })}
      />
      <div className="field">
        <label htmlFor="new-role">Role</label>
        <select id="new-role" value={role} onChange={(event) => setRole(event.target.value as OfferedRole)}>
          {roles.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <FormNotice failure={failure} shown={['/handle', '/displayName', '/password']} />
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onDone}>
          Back
        </button>
        <button type="submit" className="button primary" disabled={busy}>
          Add
        </button>
      </div>
    </form>
  );
}

import { useCallback, useState } from 'react';
import { takeFragment } from '../sign-in/link.tsx';
import { Field, FormNotice, NewPasswordField, useSubmission } from '../ui/form.tsx';
import { Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';
import {
  type NewWorkspace,
  newWorkspace,
  OwnerFields,
  ownerOf,
  WorkspaceFields,
  workspacePointers,
} from './owner-fields.tsx';

interface Done {
  readonly address: string;
  readonly handle: string;
}

/** The first minutes of a deployment: its operator, one workspace, the owner of that workspace. */
export function Setup({ call, needed }: { call: Call; needed: boolean }) {
  const [secret] = useState(takeFragment);
  const [done, setDone] = useState<Done | null>(null);
  if (done !== null) return <SetupDone {...done} />;
  if (!needed)
    return (
      <Sheet title="Setup is done" lead="This deployment has been set up already.">
        <a className="button" href="/">
          To the start page
        </a>
      </Sheet>
    );
  if (secret === '')
    return (
      <Sheet
        title="Open the setup link"
        lead="The server printed a link with a one-time secret when it started. Open that link; nobody else can set this deployment up."
      />
    );
  return <SetupForm call={call} secret={secret} onDone={setDone} />;
}

function SetupDone({ address, handle }: Done) {
  return (
    <Sheet
      title="Ready"
      lead="The operator, the workspace and its owner exist. The setup link no longer works."
    >
      <p>
        <a className="button primary" href={address}>
          Open {new URL(address).host}
        </a>
      </p>
      <p className="quiet">
        Sign in there as <strong>{handle}</strong> with the password of the owner.
      </p>
    </Sheet>
  );
}

interface SetupFormProps {
  readonly call: Call;
  readonly secret: string;
  readonly onDone: (done: Done) => void;
}

function SetupForm({ call, secret, onDone }: SetupFormProps) {
  const [operator, setOperator] = useState({ name: '', password: '' });
  const [values, setValues] = useState<NewWorkspace>(newWorkspace);
  const change = (part: Partial<NewWorkspace>) => setValues((now) => ({ ...now, ...part }));
  const send = useCallback(async () => {
    const { tenant } = await call('setup.complete', {
      secret,
      operator: { name: operator.name.trim(), password: operator.password },
      tenant: { slug: values.slug, name: values.name.trim() },
      owner: ownerOf(values),
    });
    onDone({ address: tenant.address, handle: values.handle });
  }, [call, secret, operator, values, onDone]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  const shown = ['/operator/name', '/operator/password', ...workspacePointers('/tenant')];
  return (
    <Sheet
      title="Set up Wardroom"
      lead="Three short parts. The names can be changed later; the address of the workspace stays."
    >
      <form onSubmit={submit}>
        <fieldset>
          <legend>1 · Operator of this deployment</legend>
          <p className="quiet">Creates and suspends workspaces. Sees nothing inside them.</p>
          <Field
            label="Name"
            required
            autoFocus
            maxLength={80}
            autoComplete="username"
            value={operator.name}
            problem={problemOf('/operator/name')}
            onChange={(event) => setOperator({ ...operator, name: event.target.value })}
          />
          <NewPasswordField
            label="Password of the operator"
            value={operator.password}
            names={[operator.name]}
            problem={problemOf('/operator/password')}
            onChange={(password) => setOperator({ ...operator, password })}
          />
        </fieldset>
        <fieldset>
          <legend>2 · First workspace</legend>
          <WorkspaceFields values={values} change={change} problemOf={problemOf} pointer="/tenant" />
        </fieldset>
        <fieldset>
          <legend>3 · Its owner</legend>
          <OwnerFields values={values} change={change} problemOf={problemOf} />
        </fieldset>
        <FormNotice failure={failure} shown={shown} />
        <button type="submit" className="button primary" disabled={busy}>
          {busy ? 'Creating…' : 'Create operator and workspace'}
        </button>
      </form>
    </Sheet>
  );
}

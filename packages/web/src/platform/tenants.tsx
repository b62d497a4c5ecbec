import type { Operations, OutputOf } from '@wardroom/contract';
import { Plus } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Environment } from '../environment.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { createFormats } from '../ui/formats.ts';
import { Empty, Notice, Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import type { Operator } from './operator-sign-in.tsx';
import {
  type NewWorkspace,
  newWorkspace,
  OwnerFields,
  ownerOf,
  WorkspaceFields,
  workspacePointers,
} from './owner-fields.tsx';

type Tenant = OutputOf<Operations['directory.listTenants']>['tenants'][number];

interface TenantsProps {
  readonly call: Call;
  readonly environment: Environment;
  readonly operator: Operator;
}

export function Tenants({ call, environment, operator }: TenantsProps) {
  const [tenants, setTenants] = useState<readonly Tenant[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [creating, setCreating] = useState(false);
  useEffect(() => {
    listAll(call).then(setTenants, (thrown: unknown) => setFailure(failureOf(thrown)));
  }, [call]);
  const replace = (changed: Tenant) =>
    setTenants((now) => now?.map((tenant) => (tenant.id === changed.id ? changed : tenant)) ?? now);
  const signOut = async () => {
    await call('operators.signOut', {}).catch((thrown: unknown) => setFailure(failureOf(thrown)));
    location.reload();
  };
  return (
    <Sheet
      title="Workspaces"
      lead={`Signed in as operator ${operator.name}. What is inside a workspace is not visible here.`}
    >
      {failure === null ? null : <Notice failure={failure} />}
      {tenants?.length === 0 ? <Empty title="No workspace yet">Create the first one.</Empty> : null}
      <ul className="rows">
        {tenants?.map((tenant) => (
          <TenantRow
            key={tenant.id}
            tenant={tenant}
            call={call}
            environment={environment}
            onChange={replace}
            onFailure={setFailure}
          />
        ))}
      </ul>
      <div className="sheet-foot">
        <button type="button" className="button primary" onClick={() => setCreating(true)}>
          <Plus size={16} aria-hidden="true" /> New workspace
        </button>
        <button type="button" className="button plain" onClick={signOut}>
          Sign out
        </button>
      </div>
      {creating ? (
        <CreateTenant
          call={call}
          onClose={() => setCreating(false)}
          onCreated={(tenant) => {
            setTenants((now) => [...(now ?? []), tenant]);
            setCreating(false);
          }}
        />
      ) : null}
    </Sheet>
  );
}

async function listAll(call: Call): Promise<readonly Tenant[]> {
  const tenants: Tenant[] = [];
  let after: Tenant['id'] | null = null;
  do {
    const page: OutputOf<Operations['directory.listTenants']> = await call('directory.listTenants', {
      limit: 200,
      ...(after === null ? {} : { after }),
    });
    tenants.push(...page.tenants);
    after = page.next;
  } while (after !== null);
  return tenants;
}

interface TenantRowProps {
  readonly tenant: Tenant;
  readonly call: Call;
  readonly environment: Environment;
  readonly onChange: (tenant: Tenant) => void;
  readonly onFailure: (failure: Failure) => void;
}

function TenantRow({ tenant, call, environment, onChange, onFailure }: TenantRowProps) {
  const [asking, setAsking] = useState(false);
  const formats = useMemo(() => createFormats(environment.locale, environment.timeZone), [environment]);
  const active = tenant.status === 'active';
  const change = async () => {
    setAsking(false);
    try {
      const name = active ? 'directory.suspendTenant' : 'directory.resumeTenant';
      const changed = await call(name, { tenantId: tenant.id });
      onChange(changed.tenant);
    } catch (thrown) {
      onFailure(failureOf(thrown));
    }
  };
  return (
    <li className="line">
      <div className="line-main">
        <strong>
          <bdi>{tenant.name}</bdi>
        </strong>
        {active ? null : <span className="chip chip-bad">suspended</span>}
        <div className="quiet">
          <a href={tenant.address}>{new URL(tenant.address).host}</a> · created{' '}
          {formats.day(tenant.createdAt, environment.now())}
        </div>
      </div>
      <button type="button" className="button" onClick={() => (active ? setAsking(true) : change())}>
        {active ? 'Suspend…' : 'Resume'}
      </button>
      {asking ? (
        <Dialog title={`Suspend ${tenant.name}?`} onClose={() => setAsking(false)}>
          <p>Everybody is disconnected at once and every request is refused. Nothing is lost.</p>
          <div className="dialog-foot">
            <button type="button" className="button" onClick={() => setAsking(false)}>
              Keep it running
            </button>
            <button type="button" className="button danger" onClick={change}>
              Suspend
            </button>
          </div>
        </Dialog>
      ) : null}
    </li>
  );
}

interface CreateTenantProps {
  readonly call: Call;
  readonly onClose: () => void;
  readonly onCreated: (tenant: Tenant) => void;
}

function CreateTenant({ call, onClose, onCreated }: CreateTenantProps) {
  const [values, setValues] = useState<NewWorkspace>(newWorkspace);
  const change = (part: Partial<NewWorkspace>) => setValues((now) => ({ ...now, ...part }));
  const send = useCallback(async () => {
    const { tenant } = await call('directory.createTenant', {
      slug: values.slug,
      name: values.name.trim(),
      owner: ownerOf(values),
    });
    onCreated(tenant);
  }, [call, values, onCreated]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <Dialog title="New workspace" onClose={onClose}>
      <form onSubmit={submit}>
        <WorkspaceFields values={values} change={change} problemOf={problemOf} pointer="" />
        <OwnerFields values={values} change={change} problemOf={problemOf} />
        <FormNotice failure={failure} shown={workspacePointers('')} />
        <div className="dialog-foot">
          <button type="submit" className="button primary" disabled={busy}>
            {busy ? 'Creating…' : 'Create'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

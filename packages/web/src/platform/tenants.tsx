import type { Operations, OutputOf } from '@wardroom/contract';
import { CirclePause, CirclePlay, MoreHorizontal, Plus } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Environment } from '../environment.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { createFormats } from '../ui/formats.ts';
import { Menu, useOpening } from '../ui/menu.tsx';
import { Empty, IconButton, Notice, Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { expectNoSession } from '../workspace/session-hint.ts';
import { dayWords } from '../workspace/use-formats.ts';
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
  const { t } = useTexts();
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
    expectNoSession(environment);
    location.reload();
  };
  return (
    <Sheet title={t('platform.tenants')} lead={t('platform.tenantsLead', { name: operator.name })}>
      {failure === null ? null : <Notice failure={failure} />}
      {tenants?.length === 0 ? (
        <Empty title={t('platform.noTenants')}>{t('platform.noTenantsHint')}</Empty>
      ) : null}
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
        <button type="button" className="button primary entry-button" onClick={() => setCreating(true)}>
          <Plus size={16} aria-hidden="true" /> {t('platform.newTenant')}
        </button>
        <button type="button" className="button plain" onClick={signOut}>
          {t('platform.signOut')}
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
  const texts = useTexts();
  const { t } = texts;
  const [asking, setAsking] = useState(false);
  const menu = useOpening();
  const formats = useMemo(
    () => createFormats(texts.locale, environment.timeZone, dayWords(texts)),
    [environment, texts],
  );
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
        {active ? null : <span className="chip chip-bad">{t('platform.suspended')}</span>}
        <div>
          <a href={tenant.address}>{new URL(tenant.address).host}</a>
        </div>
        <div className="quiet">
          {t('platform.created', { day: formats.dayWithin(tenant.createdAt, environment.now()) })}
        </div>
      </div>
      <IconButton
        icon={MoreHorizontal}
        label={t('sidebar.menuOf', { name: tenant.name })}
        aria-haspopup="menu"
        aria-expanded={menu.at !== null}
        onClick={(event) => menu.openAt(event.currentTarget)}
      />
      {menu.at === null ? null : (
        <Menu
          label={tenant.name}
          at={menu.at}
          onClose={menu.close}
          items={[
            active
              ? { label: t('platform.suspend'), icon: CirclePause, onChoose: () => setAsking(true) }
              : { label: t('platform.resume'), icon: CirclePlay, onChoose: change },
          ]}
        />
      )}
      {asking ? (
        <Dialog title={t('platform.suspendTitle', { name: tenant.name })} onClose={() => setAsking(false)}>
          <p>{t('platform.suspendLead')}</p>
          <div className="dialog-foot">
            <button type="button" className="button" onClick={() => setAsking(false)}>
              {t('platform.keep')}
            </button>
            <button type="button" className="button danger" onClick={change}>
              {t('platform.suspendSubmit')}
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
  const { t } = useTexts();
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
    <Dialog title={t('platform.newTenant')} onClose={onClose}>
      <form onSubmit={submit}>
        <WorkspaceFields values={values} change={change} problemOf={problemOf} pointer="" />
        <OwnerFields values={values} change={change} problemOf={problemOf} />
        <FormNotice failure={failure} shown={workspacePointers('')} />
        <div className="dialog-foot">
          <button type="submit" className="button primary" disabled={busy}>
            {busy ? t('platform.creating') : t('platform.create')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Who does what where, under which circumstances. What is left out is ordinary. */
import { useRoleName, useRoles } from '../../account/role-text.tsx';
import { useTexts } from '../../i18n/use-texts.ts';
import { Field } from '../../ui/form.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { PermissionSelect } from '../explain/permission-select.tsx';
import type { TestRequest } from './draft.ts';
import {
  channelKinds,
  classifications,
  devices,
  kinds,
  localTime,
  resourceKinds,
  trimmed,
  words,
} from './request.ts';

interface FieldsProps {
  readonly request: TestRequest;
  readonly readOnly: boolean;
  readonly onChange: (request: TestRequest) => void;
}

/** @param who false: it is asked about everybody */
export function RequestFields({ who = true, ...props }: FieldsProps & { who?: boolean }) {
  const { request, onChange } = props;
  return (
    // A closed group of fields: nobody writes in it who may not.
    <fieldset className="request-fields" disabled={props.readOnly}>
      <PermissionSelect
        value={request.permission}
        onChange={(permission) => onChange({ ...request, permission })}
      />
      {who ? <Who {...props} /> : null}
      <Where {...props} />
      <Circumstances {...props} />
    </fieldset>
  );
}

function Who({ request, onChange }: FieldsProps) {
  const { t } = useTexts();
  const nameOf = useRoleName();
  const roles = useRoles();
  const principal = request.principal ?? {};
  const set = (change: Partial<typeof principal>) =>
    onChange(trimmed({ ...request, principal: { ...principal, ...change } }));
  const refs = roles.map(({ role }) => role);
  return (
    <>
      <SelectField
        label={t('policies.role')}
        value={principal.role ?? ''}
        options={[['', t('policies.ordinary.role')], ...refs.map((role) => [role, nameOf(role)] as const)]}
        onChange={(role) =>
          set(role === '' ? { role: undefined, roles: undefined } : { role, roles: [role] })
        }
      />
      <SelectField
        label={t('policies.kind')}
        value={principal.kind ?? ''}
        options={[
          ['', t('policies.ordinary.kind')],
          ...kinds.map((kind) => [kind, t(`policies.kind.${kind}`)] as const),
        ]}
        onChange={(kind) => set({ kind: kind === '' ? undefined : kind })}
      />
      <Field
        label={t('policies.groups')}
        placeholder={t('policies.ordinary.group')}
        value={(principal.groups ?? []).join(' ')}
        onChange={(event) => set({ groups: words(event.target.value) })}
        onBlur={(event) => set({ groups: words(event.target.value.trim()) })}
      />
    </>
  );
}

function Where({ request, onChange }: FieldsProps) {
  const { t } = useTexts();
  const resource = request.resource ?? {};
  const set = (change: Partial<typeof resource>) =>
    onChange(trimmed({ ...request, resource: { ...resource, ...change } }));
  return (
    <>
      <SelectField
        label={t('policies.resource')}
        value={resource.kind ?? ''}
        options={[
          ['', t('policies.ordinary.resource')],
          ...resourceKinds.map((kind) => [kind, t(`policies.resource.${kind}`)] as const),
        ]}
        onChange={(kind) => set({ kind: kind === '' ? undefined : kind })}
      />
      <SelectField
        label={t('policies.channelKind')}
        value={resource.channelKind ?? ''}
        options={[
          ['', t('policies.ordinary.channelKind')],
          ...channelKinds.map((kind) => [kind, t(`policies.channelKind.${kind}`)] as const),
        ]}
        onChange={(channelKind) => set({ channelKind: channelKind === '' ? undefined : channelKind })}
      />
      <SelectField
        label={t('policies.classification')}
        value={resource.classification ?? ''}
        options={[
          ['', t('policies.ordinary.classification')],
          ...classifications.map((one) => [one, t(`policies.classification.${one}`)] as const),
        ]}
        onChange={(one) => set({ classification: one === '' ? undefined : one })}
      />
      <Field
        label={t('policies.labels')}
        placeholder={t('policies.ordinary.label')}
        value={(resource.labels ?? []).join(' ')}
        onChange={(event) => set({ labels: words(event.target.value) })}
        onBlur={(event) => set({ labels: words(event.target.value.trim()) })}
      />
    </>
  );
}

function Circumstances({ request, onChange }: FieldsProps) {
  const { t } = useTexts();
  const context = request.context ?? {};
  const set = (change: Partial<typeof context>) =>
    onChange(trimmed({ ...request, context: { ...context, ...change } }));
  return (
    <>
      <Field
        label={t('policies.address')}
        placeholder="192.0.2.1"
        value={context.address ?? ''}
        onChange={(event) => set({ address: event.target.value === '' ? undefined : event.target.value })}
      />
      <Field
        label={t('policies.time')}
        type="datetime-local"
        value={context.at === undefined ? '' : localTime(context.at)}
        onChange={(event) => {
          const at = Date.parse(event.target.value);
          set({ at: Number.isNaN(at) ? undefined : at });
        }}
      />
      <SelectField
        label={t('policies.device')}
        value={context.device ?? ''}
        options={[
          ['', t('policies.ordinary.device')],
          ...devices.map((one) => [one, t(`policies.device.${one}`)] as const),
        ]}
        onChange={(device) => set({ device: device === '' ? undefined : device })}
      />
      <Field
        label={t('policies.mfaAge')}
        type="number"
        min={-1}
        placeholder={t('policies.ordinary.mfaAge')}
        value={context.mfaAgeMinutes ?? ''}
        onChange={(event) =>
          set({
            mfaAgeMinutes: event.target.value === '' ? undefined : Math.trunc(Number(event.target.value)),
          })
        }
      />
    </>
  );
}

/** Registers an app that people let in, or the client of a service of one's own; its secret, if it has one, is shown once. */
import type { ClientView, InputOf, Operations, PrincipalId, Scope } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { ScopeChoice } from '../access/scope-choice.tsx';
import { scopeNames } from '../access/scopes.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { linesOf } from './client-facts.ts';
import { LinesField } from './lines-field.tsx';
import { OnceDialog } from './once.tsx';

type Input = InputOf<Operations['clients.create']>;
type Kind = 'app' | 'service';
type Proof = 'none' | 'client_secret_basic' | 'private_key_jwt';

interface RegisterClientProps {
  readonly onClose: () => void;
  readonly onRegistered: (client: ClientView) => void;
}

export function RegisterClient({ onClose, onRegistered }: RegisterClientProps) {
  const { t } = useTexts();
  return (
    <OnceDialog
      title={t('credentials.registerTitle')}
      label={t('credentials.secret')}
      explanation={t('credentials.once')}
      agreement={t('credentials.stored')}
      onClose={onClose}
      onMade={() => undefined}
      form={(onMade) => (
        <RegisterForm
          onClose={onClose}
          onRegistered={(client, secret) => {
            onRegistered(client);
            // What proves itself by a key pair, or not at all, has nothing to be stored.
            if (secret === null) onClose();
            else onMade(secret);
          }}
        />
      )}
    />
  );
}

interface Values {
  readonly kind: Kind;
  readonly name: string;
  readonly principalId: PrincipalId | null;
  readonly redirects: string;
  readonly devices: boolean;
  readonly proof: Proof;
  readonly jwksUri: string;
  readonly bound: boolean;
  readonly scopes: readonly Scope[];
}

const first: Values = {
  kind: 'app',
  name: '',
  principalId: null,
  redirects: '',
  devices: false,
  proof: 'none',
  jwksUri: '',
  bound: false,
  scopes: ['messages:read', 'channels:read'],
};
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

function inputOf(values: Values, principalId: PrincipalId | null): Input {
  const { kind, name, redirects, devices, proof, jwksUri, bound, scopes } = values;
  const redirectUris = kind === 'app' ? linesOf(redirects) : [];
  return {
    name: name.trim(),
    authentication: proof,
    grantTypes:
      kind === 'service'
        ? ['client_credentials']
        : [
            ...(redirectUris.length > 0 || !devices ? (['authorization_code'] as const) : []),
            'refresh_token',
            ...(devices ? ([deviceGrant] as const) : []),
          ],
    redirectUris,
    scopes: scopeNames.filter((scope) => scopes.includes(scope)),
    requiresProof: bound,
    ...(proof === 'private_key_jwt' ? { jwksUri: jwksUri.trim() } : {}),
    ...(kind === 'service' && principalId !== null ? { principalId } : {}),
  };
}

interface RegisterFormProps {
  readonly onClose: () => void;
  readonly onRegistered: (client: ClientView, secret: string | null) => void;
}

function RegisterForm({ onClose, onRegistered }: RegisterFormProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const machines = useMachines();
  const [values, setValues] = useState(first);
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }));
  const { kind, name, bound, scopes } = values;
  const principalId = values.principalId ?? machines[0]?.id ?? null;
  const send = useCallback(async () => {
    const { client, secret } = await call('clients.create', inputOf(values, principalId));
    onRegistered(client, secret);
  }, [call, values, principalId, onRegistered]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  const ready = kind === 'app' || principalId !== null;
  return (
    <form onSubmit={submit}>
      <KindChoice
        kind={kind}
        onChange={(next) => set({ kind: next, proof: next === 'app' ? 'none' : 'client_secret_basic' })}
      />
      <Field
        label={t('credentials.name')}
        required
        maxLength={80}
        hint={t('credentials.nameHint')}
        value={name}
        problem={problemOf('/name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      {kind === 'app' ? (
        <>
          <LinesField
            label={t('credentials.redirects')}
            hint={t('credentials.redirectsHint')}
            value={values.redirects}
            problem={problemOf('/redirectUris') ?? problemOf('/redirectUris/0')}
            onChange={(redirects) => set({ redirects })}
          />
          <label className="choice">
            <input
              type="checkbox"
              checked={values.devices}
              onChange={(event) => set({ devices: event.target.checked })}
            />
            <span>{t('credentials.devices')}</span>
          </label>
        </>
      ) : principalId === null ? (
        <p className="notice">{t('credentials.noPrincipal')}</p>
      ) : (
        <SelectField
          label={t('credentials.principal')}
          value={principalId}
          options={machines.map(
            ({ id, displayName, handle }) => [id, `${displayName} (@${handle})`] as const,
          )}
          onChange={(id) => set({ principalId: id })}
        />
      )}
      <ProofFields values={values} onChange={set} problem={problemOf('/jwksUri')} />
      <label className="choice">
        <input type="checkbox" checked={bound} onChange={(event) => set({ bound: event.target.checked })} />
        <span>{t('credentials.bound')}</span>
      </label>
      <ScopeChoice
        title={t('credentials.scopes')}
        hint={t('credentials.scopesHint')}
        offered={scopeNames}
        named
        chosen={scopes}
        onChange={(chosen) => set({ scopes: chosen })}
      />
      <FormNotice failure={failure} shown={['/name', '/redirectUris', '/redirectUris/0', '/jwksUri']} />
      <DialogFoot action={t('credentials.register')} onCancel={onClose} disabled={busy || !ready} />
    </form>
  );
}

/** Whose right a client may carry, by name. */
function useMachines() {
  const { people } = useSynced();
  return Object.values(people)
    .filter(({ kind, status }) => kind !== 'person' && status === 'active')
    .toSorted((one, other) => one.displayName.localeCompare(other.displayName));
}

function KindChoice({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) {
  const { t } = useTexts();
  return (
    <fieldset className="index-modes">
      <legend>{t('credentials.kind')}</legend>
      {(['app', 'service'] as const).map((one) => (
        <label key={one} className="choice">
          <input type="radio" name="kind" checked={kind === one} onChange={() => onChange(one)} />
          <span>
            <strong>{t(`credentials.kind.${one}`)}</strong>
            <span className="quiet">{t(`credentials.kindHint.${one}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface ProofFieldsProps {
  readonly values: Values;
  readonly problem: string | undefined;
  readonly onChange: (change: Partial<Values>) => void;
}

/** A service proves who it is; a program on the device of a person can keep no secret. */
function ProofFields({ values: { kind, proof, jwksUri }, problem, onChange }: ProofFieldsProps) {
  const { t } = useTexts();
  const proofs: readonly Proof[] = [
    ...(kind === 'app' ? (['none'] as const) : []),
    'client_secret_basic',
    'private_key_jwt',
  ];
  return (
    <>
      <SelectField
        label={t('credentials.proof')}
        value={proof}
        options={proofs.map((one) => [one, t(`credentials.proof.${one}`)])}
        hint={t(`credentials.proofHint.${proof}`)}
        onChange={(next) => onChange({ proof: next })}
      />
      {proof === 'private_key_jwt' ? (
        <Field
          label={t('credentials.jwksUri')}
          className="mono"
          type="url"
          required
          maxLength={500}
          hint={t('credentials.jwksUriHint')}
          value={jwksUri}
          problem={problem}
          onChange={(event) => onChange({ jwksUri: event.target.value })}
        />
      ) : null}
    </>
  );
}

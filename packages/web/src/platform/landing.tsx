import { type FormEvent, useEffect, useState } from 'react';
import type { Environment } from '../environment.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { EntryColours } from '../sign-in/entry-parts.tsx';
import { Sheet } from '../ui/parts.tsx';
import type { Call } from '../workspace/port.ts';
import { expectNoSession, expectSession, mayHaveSession } from '../workspace/session-hint.ts';
import { AddressField } from './address-field.tsx';
import { type Operator, OperatorSignIn } from './operator-sign-in.tsx';
import { Tenants } from './tenants.tsx';
import { slugPattern, workspaceAddress } from './workspace-address.ts';

interface LandingProps {
  readonly call: Call;
  readonly environment: Environment;
  readonly setupNeeded: boolean;
}

export function Landing({ call, environment, setupNeeded }: LandingProps) {
  const { t } = useTexts();
  const [operator, setOperator] = useState<Operator | null>(null);
  const [signingIn, setSigningIn] = useState(false);
  useEffect(() => {
    if (!mayHaveSession(environment)) return;
    call('operators.show', {}).then(
      (shown) => setOperator(shown.operator),
      () => expectNoSession(environment),
    );
  }, [environment, call]);
  const enter = (signedIn: Operator) => {
    expectSession(environment);
    setOperator(signedIn);
  };
  if (operator !== null) return <Tenants call={call} environment={environment} operator={operator} />;
  if (signingIn) return <OperatorSignIn call={call} onSignedIn={enter} onBack={() => setSigningIn(false)} />;
  return (
    <Sheet title={t('platform.title')} lead={t('platform.lead')}>
      {setupNeeded ? <p className="notice">{t('platform.notSetUp')}</p> : <OpenWorkspace />}
      <div className="sheet-foot">
        <button type="button" className="link" onClick={() => setSigningIn(true)}>
          {t('platform.operator')}
        </button>
        <EntryColours />
      </div>
    </Sheet>
  );
}

function OpenWorkspace() {
  const { t } = useTexts();
  const [slug, setSlug] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (slugPattern.test(slug)) location.assign(workspaceAddress(slug));
    else setProblem(t('platform.addressProblem'));
  };
  return (
    <form onSubmit={open} noValidate>
      <AddressField
        label={t('platform.open')}
        value={slug}
        problem={problem}
        hint={slugPattern.test(slug) ? workspaceAddress(slug) : t('platform.openHint')}
        onChange={(event) => {
          setSlug(event.target.value.trim().toLowerCase());
          setProblem(undefined);
        }}
      />
      <button type="submit" className="button primary entry-button">
        {t('platform.openSubmit')}
      </button>
    </form>
  );
}

import { type FormEvent, useEffect, useState } from 'react';
import type { Environment } from '../environment.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { Sheet } from '../ui/parts.tsx';
import { ThemeChoice } from '../ui/theme-choice.tsx';
import type { Call } from '../workspace/port.ts';
import { expectNoSession, expectSession, mayHaveSession } from '../workspace/session-hint.ts';
import { type Operator, OperatorSignIn } from './operator-sign-in.tsx';
import { slugPattern, workspaceAddress } from './owner-fields.tsx';
import { Tenants } from './tenants.tsx';

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
        <button type="button" className="button plain" onClick={() => setSigningIn(true)}>
          {t('platform.operator')}
        </button>
        <ThemeChoice />
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
      <Field
        label={t('platform.open')}
        required
        placeholder={t('platform.addressExample')}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        value={slug}
        problem={problem}
        hint={slugPattern.test(slug) ? workspaceAddress(slug) : t('platform.openHint')}
        onChange={(event) => {
          setSlug(event.target.value.trim().toLowerCase());
          setProblem(undefined);
        }}
      />
      <button type="submit" className="button primary">
        {t('platform.openSubmit')}
      </button>
    </form>
  );
}

import { Check, Minus } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { passwordRules } from '../ui/password-rules.ts';
import { PasswordField } from './password-field.tsx';

interface NewPasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What the password must not contain. */
  readonly names: readonly string[];
  readonly problem?: string | undefined;
}

/** A password that is chosen now, with what is asked of it. */
export function NewPasswordField({ label, value, onChange, names, problem }: NewPasswordFieldProps) {
  const { t } = useTexts();
  const rules = passwordRules(value, names);
  return (
    <PasswordField
      label={label}
      what={label}
      required
      autoComplete="new-password"
      maxLength={1024}
      value={value}
      problem={problem}
      onChange={(event) => onChange(event.target.value)}
      after={
        <div className="rules">
          {value === '' ? null : (
            <meter
              min={0}
              max={rules.length}
              low={1.5}
              high={2.5}
              optimum={3}
              value={rules.filter(({ met }) => met).length}
              aria-label={t('dialogs.rulesMet')}
            />
          )}
          <ul>
            {rules.map(({ key, met }) => (
              <li key={key} className={met ? 'met' : ''}>
                {met ? <Check size={13} aria-hidden="true" /> : <Minus size={13} aria-hidden="true" />}{' '}
                {t(key)}
                <span className="unseen">{t(met ? 'dialogs.ruleMet' : 'dialogs.ruleUnmet')}</span>
              </li>
            ))}
          </ul>
        </div>
      }
    />
  );
}

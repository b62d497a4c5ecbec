import type { Scope } from '@wardroom/contract';
import { type ReactNode, useId } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { missing } from '../ui/form.tsx';
import { groupsOf, isFarReaching, scopeTexts } from './scopes.ts';

interface ScopeChoiceProps {
  readonly title: string;
  readonly hint: ReactNode;
  readonly offered: readonly Scope[];
  readonly chosen: readonly Scope[];
  readonly onChange: (chosen: readonly Scope[]) => void;
  /** With the names that programs call them by. */
  readonly named?: boolean;
}

/** Scopes in words, what only reads before what changes; the far-reaching ones are marked. */
export function ScopeChoice(props: ScopeChoiceProps) {
  const { title, hint, offered, chosen, onChange, named = false } = props;
  const { t } = useTexts();
  const { reads, changes } = groupsOf(offered);
  const set = (scope: Scope, on: boolean) =>
    onChange(on ? [...chosen, scope] : chosen.filter((name) => name !== scope));
  return (
    <fieldset className="scope-choice">
      <legend>{title}</legend>
      <p className="hint">{hint}</p>
      <div className="choices">
        <ScopeGroup title={t('access.reads')} scopes={reads} {...{ chosen, named }} onSet={set} />
        <ScopeGroup title={t('access.changes')} scopes={changes} {...{ chosen, named }} onSet={set} />
      </div>
    </fieldset>
  );
}

interface ScopeGroupProps {
  readonly title: string;
  readonly scopes: readonly Scope[];
  readonly chosen: readonly Scope[];
  readonly onSet: (scope: Scope, on: boolean) => void;
  readonly named: boolean;
}

function ScopeGroup({ title, scopes, chosen, onSet, named }: ScopeGroupProps) {
  const { t } = useTexts();
  const id = useId();
  if (scopes.length === 0) return null;
  return (
    <>
      <p className="scope-group" id={id}>
        {title}
      </p>
      <ul aria-labelledby={id}>
        {scopes.map((scope, at) => (
          <li key={scope}>
            <label className="choice">
              <input
                type="checkbox"
                ref={missing(at === 0 && chosen.length === 0 ? t('access.chooseOne') : '')}
                checked={chosen.includes(scope)}
                onChange={(event) => onSet(scope, event.target.checked)}
              />
              <ScopeWords scope={scope} named={named} />
            </label>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What it opens, and whether that reaches far. */
function ScopeWords({ scope, named }: { scope: Scope; named: boolean }) {
  const { t } = useTexts();
  const key = scopeTexts[scope];
  return (
    <span className="scope-words">
      {key === undefined ? null : <span>{t(key)}</span>}
      {isFarReaching(scope) ? <span className="chip chip-agent">{t('access.farReaching')}</span> : null}
      {named ? <span className="mono quiet">{scope}</span> : null}
    </span>
  );
}

/** Scopes that cannot be changed any more. */
export function ScopeList({ scopes, named = false }: { scopes: readonly Scope[]; named?: boolean }) {
  const { reads, changes } = groupsOf(scopes);
  return (
    <ul className="scope-list">
      {[...reads, ...changes].map((scope) => (
        <li key={scope}>
          <ScopeWords scope={scope} named={named} />
        </li>
      ))}
    </ul>
  );
}

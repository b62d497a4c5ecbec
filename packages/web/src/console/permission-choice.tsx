/** Permissions to choose from, by area. What one does not hold oneself is shown, and cannot be given. */
import type { Permission, PermissionArea } from '@wardroom/contract';
import { Link2 } from 'lucide-react';
import { useId, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { administrative, areaNames, areas, cascadeOf } from './permissions.ts';
import { missingFor } from './roles.ts';
import { useFound } from './use-found.ts';

interface ChoiceProps {
  readonly chosen: readonly Permission[];
  readonly onChange: (chosen: readonly Permission[]) => void;
  readonly problem?: string | undefined;
}

export function PermissionChoice({ chosen, onChange, problem }: ChoiceProps) {
  const { t } = useTexts();
  const [typed, setTyped] = useState('');
  const found = useFound(typed);
  const brought = cascadeOf(chosen);
  const set = (permission: Permission, on: boolean) =>
    onChange(on ? [...chosen, permission] : chosen.filter((one) => one !== permission));
  return (
    <section className="permission-choice">
      <header>
        <h2>{t('roles.permissions')}</h2>
        <input
          type="search"
          className="filter-text"
          aria-label={t('roles.find')}
          placeholder={t('roles.find')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </header>
      <p className="hint">{t('roles.permissionsHint')}</p>
      {problem === undefined ? null : <p className="problem">{problem}</p>}
      {found.length === 0 ? <p className="quiet">{t('roles.noneFound')}</p> : null}
      {areaNames.map((area) => (
        <AreaChoice key={area} {...{ area, found, chosen, brought }} onSet={set} />
      ))}
    </section>
  );
}

interface AreaProps {
  readonly area: PermissionArea;
  readonly found: readonly Permission[];
  readonly chosen: readonly Permission[];
  readonly brought: ReadonlyMap<Permission, Permission>;
  readonly onSet: (permission: Permission, on: boolean) => void;
}

function AreaChoice({ area, found, chosen, brought, onSet }: AreaProps) {
  const { t } = useTexts();
  const shown = areas[area].filter((permission) => found.includes(permission));
  if (shown.length === 0) return null;
  const count = areas[area].filter((permission) => chosen.includes(permission)).length;
  const included = areas[area].filter((permission) => brought.has(permission)).length;
  return (
    <fieldset>
      <legend>
        {t(`roles.area.${area}`)}{' '}
        <span className="quiet">
          {t('roles.areaChosen', { count })}
          {included === 0 ? null : <> · {t('roles.areaIncluded', { count: included })}</>}
        </span>
      </legend>
      <ul>
        {shown.map((permission) => (
          <PermissionLine
            key={permission}
            permission={permission}
            checked={chosen.includes(permission)}
            because={brought.get(permission) ?? null}
            onSet={onSet}
          />
        ))}
      </ul>
    </fieldset>
  );
}

interface LineProps {
  readonly permission: Permission;
  readonly checked: boolean;
  /** What brings it. */
  readonly because: Permission | null;
  readonly onSet: (permission: Permission, on: boolean) => void;
}

function PermissionLine({ permission, checked, because, onSet }: LineProps) {
  const { t } = useTexts();
  const { permissions } = useSynced();
  const id = useId();
  const missing = missingFor(permission, permissions);
  const titleOf = (one: Permission) => t(`roles.permission.${one}`);
  const words =
    missing === permission
      ? t('roles.notHeld')
      : missing !== null
        ? t('roles.bringsUnheld', { permission: titleOf(missing) })
        : because === null
          ? null
          : t('roles.broughtBy', { permission: titleOf(because) });
  const isAdministrative = administrative.has(permission);
  return (
    <li className="permission-line">
      <label className="choice">
        <input
          type="checkbox"
          checked={checked || because !== null}
          // What was chosen can always be taken out; what comes along goes with what brings it.
          disabled={!checked && (missing !== null || because !== null)}
          aria-describedby={words === null && !isAdministrative ? undefined : id}
          onChange={(event) => onSet(permission, event.target.checked)}
        />
        <span title={permission}>{titleOf(permission)}</span>
        {because === null ? null : <Link2 size={14} className="quiet" aria-hidden="true" />}
      </label>
      {words === null && !isAdministrative ? null : (
        <span id={id} className="quiet">
          {isAdministrative ? t('roles.administrative') : null}
          {isAdministrative && words !== null ? ' · ' : null}
          {words}
        </span>
      )}
    </li>
  );
}

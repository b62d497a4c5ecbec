import type { Permission } from '@wardroom/contract';
import { useId } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { areaNames, areas } from '../permissions.ts';

interface PermissionSelectProps {
  readonly value: Permission;
  /** These only: what somebody has searched for. */
  readonly found?: readonly Permission[];
  readonly onChange: (permission: Permission) => void;
}

/** By area. The one that is chosen is always among them. */
export function PermissionSelect({ value, found, onChange }: PermissionSelectProps) {
  const { t } = useTexts();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('explain.permission')}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as Permission)}>
        {areaNames.map((area) => {
          const shown = areas[area].filter(
            (permission) => found === undefined || permission === value || found.includes(permission),
          );
          return shown.length === 0 ? null : (
            <optgroup key={area} label={t(`roles.area.${area}`)}>
              {shown.map((permission) => (
                <option key={permission} value={permission}>
                  {t(`roles.permission.${permission}`)}
                </option>
              ))}
            </optgroup>
          );
        })}
      </select>
    </div>
  );
}

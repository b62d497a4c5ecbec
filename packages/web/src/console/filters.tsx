import { useId } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useAddress } from './use-address.ts';

interface SelectFilterProps {
  /** In the URL. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

export function SelectFilter({ name, label, options }: SelectFilterProps) {
  const { t } = useTexts();
  const { filters, setFilter } = useAddress();
  const id = useId();
  const value = filters[name] ?? '';
  const known = value === '' || options.some(([option]) => option === value);
  return (
    <span className={value === '' ? 'filter' : 'filter set'}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => setFilter(name, event.target.value)}>
        <option value="">{t('console.any')}</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
        {known ? null : <option value={value}>{value}</option>}
      </select>
    </span>
  );
}

export function TextFilter({ name, label }: { name: string; label: string }) {
  const { filters, setFilter } = useAddress();
  return (
    <input
      type="search"
      className="filter-text"
      aria-label={label}
      placeholder={label}
      value={filters[name] ?? ''}
      onChange={(event) => setFilter(name, event.target.value)}
    />
  );
}

/** Shown when one is set. */
export function ClearFilters() {
  const { t } = useTexts();
  const { filters, clearFilters } = useAddress();
  if (Object.keys(filters).length === 0) return null;
  return (
    <button type="button" className="button plain small" onClick={clearFilters}>
      {t('console.clearFilters')}
    </button>
  );
}

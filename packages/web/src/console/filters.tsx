import { ListFilter } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useAddress } from './use-address.ts';

/** In the URL: of the text that is searched for. */
const searched = 'q';

/** On a phone all but the search are behind a button that says how many are set. */
export function Filters({ search, children }: { search: ReactNode; children: ReactNode }) {
  const { t } = useTexts();
  const { filters } = useAddress();
  const [open, setOpen] = useState(false);
  const count = Object.keys(filters).filter((name) => name !== searched).length;
  return (
    <div className="console-filters" data-open={open}>
      {search}
      <button
        type="button"
        className="button filters-open"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ListFilter size={15} aria-hidden="true" />{' '}
        {count === 0 ? t('console.filters') : t('console.filtersSet', { count })}
      </button>
      {children}
    </div>
  );
}

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

export function TextFilter({ label }: { label: string }) {
  const { filters, setFilter } = useAddress();
  return (
    <input
      type="search"
      className="filter-text"
      aria-label={label}
      placeholder={label}
      value={filters[searched] ?? ''}
      onChange={(event) => setFilter(searched, event.target.value)}
    />
  );
}

/** Shown when one is set. */
export function ClearFilters() {
  const { t } = useTexts();
  const { filters, clearFilters } = useAddress();
  if (Object.keys(filters).length === 0) return null;
  return (
    <button type="button" className="button plain small filters-clear" onClick={clearFilters}>
      {t('console.clearFilters')}
    </button>
  );
}

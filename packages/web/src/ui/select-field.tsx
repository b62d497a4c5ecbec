import { type ReactNode, useId } from 'react';

/** `closed`: shown, and not to be chosen. */
type SelectOption<Value> = readonly [value: Value, text: string, closed?: boolean];

interface SelectFieldProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly SelectOption<Value>[];
  readonly onChange: (value: Value) => void;
  readonly hint?: ReactNode;
  /** The empty value is no answer. */
  readonly required?: boolean;
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, value, options, onChange, hint, required } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        required={required}
        value={value}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {options.map(([option, text, closed]) => (
          <option key={option} value={option} disabled={closed}>
            {text}
          </option>
        ))}
      </select>
      {hint === undefined ? null : <div className="hint">{hint}</div>}
    </div>
  );
}

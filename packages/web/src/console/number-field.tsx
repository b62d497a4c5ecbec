import { Field } from '../ui/form.tsx';

interface NumberFieldProps {
  readonly label: string;
  /** At least one. */
  readonly most: number;
  /** As it was typed. */
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

export const NumberField = ({ most, onChange, ...field }: NumberFieldProps) => (
  <Field
    {...field}
    type="number"
    required
    min={1}
    max={most}
    onChange={(event) => onChange(event.target.value)}
  />
);

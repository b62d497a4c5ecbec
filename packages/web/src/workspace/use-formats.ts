import type { Environment } from '../environment.ts';
import { createFormats, type Formats } from '../ui/formats.ts';
import { useWorkspace } from './use-workspace.ts';

const made = new WeakMap<Environment, Formats>();

/** Every row asks; making one costs more than drawing the row. */
export function useFormats(): Formats {
  const { environment } = useWorkspace();
  const known = made.get(environment);
  if (known !== undefined) return known;
  const formats = createFormats(environment.locale, environment.timeZone);
  made.set(environment, formats);
  return formats;
}

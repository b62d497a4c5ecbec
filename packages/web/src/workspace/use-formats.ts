import { useMemo } from 'react';
import { createFormats } from '../ui/formats.ts';
import { useWorkspace } from './use-workspace.ts';

export function useFormats() {
  const { environment } = useWorkspace();
  return useMemo(() => createFormats(environment.locale, environment.timeZone), [environment]);
}

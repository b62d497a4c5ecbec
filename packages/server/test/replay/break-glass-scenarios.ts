/** Scenarios of break-glass: opened by an operator before, ended and looked at by the people of the workspace. */
import { addBreakGlass } from '../../src/testing/break-glass.ts';
import { query, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

let breakGlassId = '';
async function open(stage: Stage): Promise<void> {
  breakGlassId = await addBreakGlass(stage.harness, stage.tenant);
}
const opened = () => ({ breakGlassId });

export const breakGlassScenarios: Scenarios = {
  'breakGlass.history': [
    { by: 'auditor', before: open, input: () => ({}) },
    ...query('developer'),
    { by: 'member', input: () => ({}), refused: 'forbidden' },
  ],
  'breakGlass.end': [
    { by: 'developer', input: opened, refused: 'forbidden' },
    { by: 'admin', input: opened },
    { by: 'owner', before: open, input: opened },
    { by: 'owner', input: opened },
  ],
};

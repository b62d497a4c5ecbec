/** Scenarios of departments that keep people apart: who sees whom is in the snapshot, and follows from events. */
import { query, type Scenarios } from './scenario.ts';

/** Whoever browses and has no right to see across. */
export const keptApart = ['developer', 'member', 'member2', 'viewer'];
const segment = (segmentation: 'open' | 'departments') => () => ({ segmentation });

export const segmentationScenarios: Scenarios = {
  'tenants.segmentation': query('admin'),
  'tenants.segment': [
    { by: 'owner', input: segment('departments'), resync: keptApart },
    { by: 'owner', input: segment('departments') },
    { by: 'admin', input: segment('open'), resync: keptApart },
    { by: 'developer', input: segment('departments'), refused: 'forbidden' },
  ],
};

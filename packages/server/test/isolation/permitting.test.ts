/** The same under a policy that permits everything, so that each action is asked about. In `npm test` every third operation, in soak all. */
import { compareForeignIds, requireNoBugs } from './foreign-ids.ts';

const isSoak = process.env['WARDROOM_SOAK'] === '1';

compareForeignIds((_, index) => isSoak || index % 3 === 1, 'permit(principal, action, resource);');
requireNoBugs();

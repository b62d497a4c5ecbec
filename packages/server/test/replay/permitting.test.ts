/**
 * The same under a policy that permits everything: each action is then asked of policies, and what anybody is told must
 * not be otherwise. In `npm test` what is said and where, in soak every operation.
 */
import { replayEach } from './each.ts';
import { tenantOperations } from './scenarios.ts';

const isSoak = process.env['WARDROOM_SOAK'] === '1';
/** Scenarios go on from each other: a part of them is one story. */
const told = /^(channels|messages|reactions|pins|preferences|search|sync)\./;

replayEach({
  // What decides stays what it is.
  names: tenantOperations
    .filter((name) => name !== 'policies.activate')
    .filter((name) => isSoak || told.test(name)),
  policy: 'permit(principal, action, resource);',
});

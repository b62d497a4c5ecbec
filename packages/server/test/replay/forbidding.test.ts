/**
 * The same under a policy about reading that concerns nothing which is there: sights are read, lists ask for each row,
 * and what anybody is told must not be otherwise. In `npm test` who is there, with which rights,
 * and where; in soak every operation.
 */
import { replayEach } from './each.ts';
import { tenantOperations } from './scenarios.ts';

const isSoak = process.env['WARDROOM_SOAK'] === '1';
const told = /^(principals|roles|groups|sync)\./;

replayEach({
  names: tenantOperations
    // What decides stays what it is, and what it is about is not made.
    .filter((name) => !['policies.activate', 'channels.classify'].includes(name))
    .filter((name) => isSoak || told.test(name)),
  policy: `forbid(principal, action in [Wardroom::Action::"channel.read", Wardroom::Action::"people.read"], resource)
    when { principal.roles.contains("nobody") };`,
});

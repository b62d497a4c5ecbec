/** The same under a policy about reading that concerns nobody, so that lists ask for each row. In `npm test` every third operation, in soak all. */
import { compareForeignIds, requireNoBugs } from './foreign-ids.ts';

const isSoak = process.env['WARDROOM_SOAK'] === '1';

compareForeignIds(
  (_, index) => isSoak || index % 3 === 2,
  `forbid(principal, action in [Wardroom::Action::"channel.read", Wardroom::Action::"people.read"], resource)
    when { principal.roles.contains("nobody") };`,
);
requireNoBugs();

/** directory.rotateAuditKey: the next key of the audit logs before its quarter is over, as after a suspicion. */
import { WardroomError } from '@wardroom/contract';
import { nextAuditKey } from '../../../kernel/audit/trust/index.ts';
import { implementPlatformCommand, type PlatformImplementation } from '../../../kernel/platform/index.ts';
import type { Random } from '../../../kernel/random.ts';
import { addNextKey, readNewestKey } from '../store.ts';

export interface KeyRotationDeps {
  readonly random: Random;
}

export const rotateAuditKey = ({ random }: KeyRotationDeps): PlatformImplementation =>
  implementPlatformCommand('directory.rotateAuditKey', {
    async run(tx, context, { reason }) {
      const permit = context.authorise();
      const newest = await readNewestKey(tx);
      // Of no log that anybody signs yet, and of a key that has not begun, nothing is to be followed.
      if (newest === null || newest.signs_from > context.at) throw new WardroomError('conflict');
      const next = nextAuditKey(newest.generation, { keys: context.keys, random, at: context.at });
      if (!(await addNextKey(tx, permit, next.values))) throw new WardroomError('conflict');
      context.record(null, { metadata: { ...next.facts, reason } });
      return next.facts;
    },
    present: async (_context, facts) => facts,
  });

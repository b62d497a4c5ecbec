/** directory.listAudit: the platform log, newest first. */
import { uuidOf } from '@wardroom/contract';
import { implementPlatformQuery, type PlatformImplementation } from '../../kernel/platform/index.ts';
import { pageOf, presentEntries } from '../audit/index.ts';
import { readAudit } from './store.ts';

export const listAudit = (): PlatformImplementation =>
  implementPlatformQuery('directory.listAudit', {
    async run(tx, context, { before, limit }) {
      context.authorise();
      return pageOf(await readAudit(tx, before === undefined ? null : uuidOf(before), limit + 1), limit);
    },
    // What entries of this realm are about: an operator, a key of theirs, else a workspace and its people.
    present: ({ keys }, page) =>
      presentEntries(keys, page, ({ type }) => ({
        subject: type.startsWith('operator.') ? 'operator' : 'principal',
        resource: type.startsWith('operator.credential_') ? 'credential' : 'tenant',
        credential: 'credential',
      })),
  });

/**
 * Changes the settings of access. They hold from now on: what has been issued keeps the end that it was told, and what
 * has been let in stays until it is revoked.
 */
import type { AccessSettings } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand, implementQuery } from '../../kernel/implementation.ts';
import { readAccessSettings } from './settings.ts';
import { writeSettings } from './store.ts';

export const showSettings = (): Implementation =>
  implementQuery('access.settings', {
    async run(tx, context) {
      context.authorise('clients.own', workspace);
      return readAccessSettings(tx);
    },
    present: async (_context, settings) => ({ settings }),
  });

export const configureAccess = (): Implementation =>
  implementCommand('access.configure', {
    async run(tx, context, input) {
      const permit = context.authorise('authentication.manage', workspace);
      const before = await readAccessSettings(tx);
      const documentHosts = [...new Set(input.documentHosts ?? before.documentHosts)].sort();
      const after: AccessSettings = {
        keyCadence: input.keyCadence ?? before.keyCadence,
        graceDays: input.graceDays ?? before.graceDays,
        selfRegistration: input.selfRegistration ?? before.selfRegistration,
        clientDocuments: input.clientDocuments ?? before.clientDocuments,
        documentHosts,
      };
      const metadata = changes(before, after);
      if (Object.keys(metadata).length === 0) return before;
      await writeSettings(tx, permit, after, context.at);
      context.record(null, { metadata });
      return after;
    },
    present: async (_context, settings) => ({ settings }),
  });

/** What is different now, by name. */
function changes(before: AccessSettings, after: AccessSettings): Record<string, string | number> {
  const hosts = after.documentHosts.join(' ');
  const { documentHosts: _before, ...plainBefore } = before;
  const changed: Record<string, string | number> = {};
  for (const name of Object.keys(plainBefore) as (keyof typeof plainBefore)[])
    if (before[name] !== after[name]) changed[name] = after[name];
  if (before.documentHosts.join(' ') !== hosts) changed['documentHosts'] = hosts;
  return changed;
}

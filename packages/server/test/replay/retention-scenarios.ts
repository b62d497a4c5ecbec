/** Scenarios of the retention of the audit log and of erasing in it; nothing of it is in a snapshot. */
import { principal, query, type Scenarios } from './scenario.ts';

const year = () => ({ securityDays: 400, complianceDays: 400 });

export const retentionScenarios: Scenarios = {
  'audit.settings.get': query('auditor'),
  'audit.settings.preview': query('owner', year),
  'audit.settings.set': [
    { by: 'owner', input: () => ({ ...year(), version: 0 }) },
    { by: 'owner', input: () => ({ ...year(), version: 0 }), refused: 'conflict' },
    { by: 'auditor', input: () => ({ ...year(), version: 1 }), refused: 'forbidden' },
  ],
  'audit.erasure.preview': query('owner', principal('member')),
  'audit.erase': [
    { by: 'owner', input: (stage) => ({ ...principal('member')(stage), reason: 'request 12' }) },
    {
      by: 'auditor',
      input: (stage) => ({ ...principal('member')(stage), reason: 'request 12' }),
      refused: 'forbidden',
    },
  ],
};

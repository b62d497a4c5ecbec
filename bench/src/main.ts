/** `npm run bench -- <name>`: one bench, one table. Without a name: the list. */
import { auditAppend } from './audit-append.ts';
import { auditCost } from './audit-cost.ts';
import { auditExplorer } from './audit-explorer.ts';
import { auditExport } from './audit-export.ts';
import { auditVerify } from './audit-verify.ts';
import { coldStart } from './cold-start.ts';
import { decide } from './decide.ts';
import { encrypt } from './encrypt.ts';
import { fanOut } from './fan-out.ts';
import { idleConnections } from './idle-connections.ts';
import { issueToken } from './issue-token.ts';
import { policySight } from './policy-sight.ts';
import { resume } from './resume.ts';
import { revoke } from './revoke.ts';
import { rightsChange } from './rights-change.ts';
import { rlsOverhead } from './rls-overhead.ts';
import { search } from './search.ts';
import { sendLatency } from './send-latency.ts';
import { sendManyTenants } from './send-many-tenants.ts';
import { sendOneTenant } from './send-one-tenant.ts';
import type { Bench } from './table.ts';
import { printTable } from './table.ts';
import { tenantsTenThousand } from './tenants-10k.ts';
import { validateToken } from './validate-token.ts';
import { web } from './web.ts';

const benches: Readonly<Record<string, Bench>> = {
  'send-one-tenant': sendOneTenant,
  'send-many-tenants': sendManyTenants,
  'send-latency': sendLatency,
  'fan-out': fanOut,
  'idle-connections': idleConnections,
  resume,
  'rls-overhead': rlsOverhead,
  'tenants-10k': tenantsTenThousand,
  search,
  encrypt,
  decide,
  'validate-token': validateToken,
  'issue-token': issueToken,
  revoke,
  'rights-change': rightsChange,
  'policy-sight': policySight,
  'audit-append': auditAppend,
  'audit-cost': auditCost,
  'audit-explorer': auditExplorer,
  'audit-export': auditExport,
  'audit-verify': auditVerify,
  'cold-start': coldStart,
  web,
};

const [name] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
if (name === undefined || bench === undefined) {
  process.stdout.write(`npm run bench -- <name>\n\n${Object.keys(benches).join('\n')}\n`);
  process.exitCode = name === undefined ? 0 : 2;
} else {
  printTable(name, await bench());
}

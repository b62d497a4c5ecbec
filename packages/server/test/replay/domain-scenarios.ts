/** Scenarios of custom domains: none of them changes what anybody sees. */
import type { DomainView } from '@wardroom/contract';
import type { NameServer } from '../../src/testing/egress/name-server.ts';
import { query, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

let names: Pick<NameServer, 'set'> | null = null;
let added: DomainView | null = null;
let count = 0;

/** Where proofs are put. */
export function proveWith(server: Pick<NameServer, 'set'>): void {
  names = server;
}

const name = () => {
  count += 1;
  return { name: `chat${count}.acme.example` };
};
const add = async (stage: Stage): Promise<void> => {
  const { answer } = await stage.run('owner', 'domains.add', name());
  if (!answer.ok) throw answer.error;
  added = (answer.output as { domain: DomainView }).domain;
};
const prove = async (stage: Stage): Promise<void> => {
  await add(stage);
  if (added !== null) names?.set(added.recordName, { txt: [added.recordValue] });
};
const last = () => ({ domainId: added?.id });

export const domainScenarios: Scenarios = {
  'domains.list': query('admin'),
  'domains.add': [
    { by: 'owner', input: name },
    { by: 'owner', input: () => ({ name: 'globex.localhost' }), refused: 'invalid_input' },
    { by: 'member', input: name, refused: 'forbidden' },
  ],
  'domains.verify': [
    { by: 'admin', before: prove, input: last },
    { by: 'owner', before: add, input: last, refused: 'domain_record_missing' },
    { by: 'developer', input: last, refused: 'forbidden' },
  ],
  'domains.remove': [
    { by: 'admin', before: prove, input: last },
    { by: 'member', before: add, input: last, refused: 'forbidden' },
  ],
};

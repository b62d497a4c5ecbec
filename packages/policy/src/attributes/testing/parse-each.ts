/** What our own engine is compared with: Cedar that reads the texts again for each question. For the bench only. */
import { isAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicySource } from '../index.ts';

export function parseAndAsk(written: readonly PolicySource[]): void {
  const group = { type: 'Wardroom::Action', id: 'write' };
  const principal = { type: 'Wardroom::Principal', id: 'prn_1' };
  const action = { type: 'Wardroom::Action', id: 'message.write' };
  const resource = { type: 'Wardroom::Channel', id: 'chn_1' };
  const texts = Object.fromEntries(written.map(({ id, text }) => [id, text]));
  const answer = isAuthorized({
    principal,
    action,
    resource,
    context: {
      address: { __extn: { fn: 'ip', arg: '10.0.0.1' } },
      time: { hour: 12 },
      device: 'desktop',
      mfaAgeMinutes: 5,
      agent: false,
      delegationDepth: 0,
    },
    policies: { staticPolicies: { baseline: 'permit(principal, action, resource);', ...texts } },
    entities: [
      { uid: principal, attrs: { role: 'member', groups: ['grp_1', 'engineering'] }, parents: [] },
      { uid: resource, attrs: { classification: 'internal', labels: [] }, parents: [] },
      { uid: action, attrs: {}, parents: [group] },
    ],
  });
  if (answer.type !== 'success' || answer.response.decision !== 'allow') throw new Error('must be allowed');
}

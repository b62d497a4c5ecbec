/** Scenarios of access tokens: none of them changes what anybody sees. */
import { nothing, query, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

let issued = '';
const issue =
  (by: string, more: object = {}) =>
  async (stage: Stage): Promise<void> => {
    const { answer } = await stage.run(by, 'tokens.issue', { scopes: ['messages:read'], ...more });
    if (!answer.ok) throw answer.error;
    issued = (answer.output as { token: { id: string } }).token.id;
  };
const last = () => ({ tokenId: issued });

export const tokenScenarios: Scenarios = {
  'tokens.issue': [
    { by: 'member', input: () => ({ scopes: ['messages:read'], once: true }) },
    { by: 'member', input: ({ general: { id } }) => ({ scopes: ['messages:read'], channelId: id }) },
    { by: 'bot', input: () => ({ scopes: ['messages:read'] }), refused: 'insufficient_scope' },
  ],
  'tokens.list': query('admin', nothing),
  'tokens.revoke': [
    { by: 'member', before: issue('member'), input: last },
    { by: 'owner', before: issue('guest'), input: last },
    { by: 'member2', before: issue('member'), input: last, refused: 'not_found' },
  ],
  'tokens.trace': [
    { by: 'auditor', before: issue('member'), input: last },
    { by: 'member', input: last, refused: 'forbidden' },
  ],
  'tokens.rotateSigningKey': [
    { by: 'admin', input: () => ({ immediate: true }) },
    { by: 'admin', input: () => ({}) },
    { by: 'admin', input: () => ({}), refused: 'conflict' },
    { by: 'member', input: () => ({}), refused: 'forbidden' },
  ],
};

/** Scenarios of emergency revocation: what people hold ends, what they see stays. */
import type { Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

const selection = (stage: Stage) => ({ kinds: ['token', 'grant'], principalId: stage.idOf('member') });
const asked = (stage: Stage) => ({ ...selection(stage), reason: 'a laptop was stolen' });
const issue = (stage: Stage) => stage.run('member', 'tokens.issue', { scopes: ['messages:read'] });

export const emergencyScenarios: Scenarios = {
  'credentials.preview': [
    { by: 'admin', before: issue, input: selection },
    { by: 'member', input: selection, refused: 'forbidden' },
  ],
  'credentials.revokeMany': [
    { by: 'admin', before: issue, input: asked },
    { by: 'owner', input: (stage) => ({ ...asked(stage), kinds: ['token'] }) },
    { by: 'bot', input: asked, refused: 'insufficient_scope' },
    { by: 'developer', input: asked, refused: 'forbidden' },
  ],
};

/** Scenarios of what people grant to programs: none of them changes what anybody sees. */
import { addAuthorization, addClient, addDevice, addGrant } from '../../src/testing/access-requests.ts';
import { query, type Scenario, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

let grantId = '';
let userCode = '';

const asks = async (stage: Stage): Promise<void> => {
  const client = await addClient(stage.harness, stage.tenant);
  stage.startedHere = await addAuthorization(stage.harness, stage.tenant, { clientId: client.id });
};
const shows = async (stage: Stage): Promise<void> => {
  const client = await addClient(stage.harness, stage.tenant);
  ({ userCode } = await addDevice(stage.harness, stage.tenant, { clientId: client.id }));
};
const granted =
  (who: 'member' | 'guest') =>
  async ({ harness, tenant }: Stage): Promise<void> => {
    grantId = await addGrant(harness, tenant, { client: await addClient(harness, tenant), who });
  };
const authorization = ({ startedHere: authorizationId }: Stage) => ({ authorizationId });
const device = () => ({ userCode });
const grant = () => ({ grantId });

/** Allowed once to a person; not to a program, and not a second time. */
const answered = (before: Scenario['before'], input: Scenario['input']): Scenario[] => [
  { by: 'member', ...(before && { before }), input },
  { by: 'owner', input, refused: 'not_found' },
];
const elsewhere: Scenario = {
  ...{ by: 'member', before: asks, refused: 'not_found' },
  input: () => ({ authorizationId: 'began-in-another-browser' }),
};

export const grantScenarios: Scenarios = {
  'grants.list': [
    ...query('guest'),
    { by: 'admin', input: () => ({ everybody: true }) },
    { by: 'member', input: () => ({ everybody: true }), refused: 'forbidden' },
  ],
  'grants.revoke': [
    { by: 'member', before: granted('member'), input: grant },
    { by: 'admin', before: granted('guest'), input: grant },
    { by: 'member2', before: granted('member'), input: grant, refused: 'not_found' },
  ],
  'authorizations.show': [{ by: 'guest', before: asks, input: authorization }, elsewhere],
  'authorizations.approve': [...answered(asks, authorization), elsewhere],
  'authorizations.deny': [...answered(asks, authorization), elsewhere],
  'devices.show': [{ by: 'viewer', before: shows, input: device }],
  'devices.approve': answered(shows, device),
  'devices.deny': answered(shows, device),
};

/** Screens of what apps and devices may do. What they ask for is made up here: the rest of each screen is the app. */
import { field, heading, press, type Screen, type Visit } from './visits.ts';

const day = 86_400_000;
const now = Date.now();
const expiresAt = now + 60 * day;
const request = {
  clientId: null,
  clientName: 'Berth Planner',
  documentUrl: 'https://planner.example/oauth/client.json',
  registration: 'document',
  redirectHost: 'planner.example',
  scopes: ['messages:read', 'messages:write', 'channels:read', 'people:read', 'people:write'],
  isLasting: true,
  expiresAt,
};
const known = { documentUrl: null, registration: 'here', redirectHost: null };

/** The next answer to this operation. */
export const told = ({ page }: Visit, operation: string, json: object) =>
  page.route(
    (url) => url.pathname === `/v1/${operation}`,
    (route) => route.fulfill({ json }),
    { times: 1 },
  );

/** Of an app and of a device. */
const grant = {
  id: 'gra_01m82s264he7r9dfd09j0x713r',
  clientId: 'cli_01m82s264he7r9dfd09j0x713r',
  clientName: 'Berth Planner',
  isDevice: false,
  scopes: ['messages:read', 'messages:write', 'people:write'],
  createdAt: expiresAt - 90 * day,
  expiresAt,
  lastUsedAt: expiresAt - 80 * day,
  replayedAt: null as number | null,
};

/** @param principalId who gave the access */
export const grantedBy = (principalId: string) => ({
  grants: [
    grant,
    {
      ...grant,
      id: 'gra_01m82s264he7r9dfd09j0x845t',
      clientName: 'Pier Display',
      isDevice: true,
      lastUsedAt: null,
      scopes: ['messages:read'],
    },
    {
      ...grant,
      id: 'gra_01m82s264he7r9dfd09j0x962v',
      clientName: 'Night Report',
      replayedAt: expiresAt - 79 * day,
    },
  ].map((one) => ({ ...one, principalId })),
  next: null,
});

const token = {
  id: 'tok_01m82s264he7r9dfd09j0x713r',
  parentId: 'gra_01m82s264he7r9dfd09j0x713r',
  depth: 1,
  scopes: ['messages:read', 'messages:write'],
  channelId: null,
  operation: null,
  once: false,
  issuedAt: now - 300_000,
  expiresAt: now + 600_000,
  revokedAt: null,
  usedAt: null,
};
/** One of a grant, and one that was issued with it. */
export const tokensOf = (principalId: string) => ({
  tokens: [
    { ...token, principalId },
    {
      ...{ ...token, principalId },
      id: 'tok_01m82s264he7r9dfd09j0x845t',
      parentId: token.id,
      depth: 2,
      operation: 'messages.send',
      once: true,
      scopes: ['messages:write'],
    },
  ],
  next: null,
});
const session = {
  id: 'ses_01m82s264he7r9dfd09j0x713r',
  createdAt: expiresAt - 62 * day,
  lastSeenAt: expiresAt - 61 * day,
  expiresAt,
  current: false,
  device: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  address: '192.0.2.17',
};
/** One of somebody else, and the one that is looking. */
export const sessionsOf = (principalId: string, own: string) => ({
  sessions: [
    { ...session, principalId },
    {
      ...session,
      id: 'ses_01m82s264he7r9dfd09j0x845t',
      principalId: own,
      current: true,
      device: 'wardroom-cli/1.4',
      address: '2001:db8:85a3::8a2e:370:7334',
    },
  ],
  next: null,
});
export const hits = (principalId: string) => ({
  counts: { key: 1, session: 0, token: 2, grant: 0, client: 0 },
  affected: [
    {
      kind: 'key',
      id: 'key_01m82s264he7r9dfd09j0x713r',
      principalId,
      scopes: [],
      issuedAt: expiresAt - 90 * day,
    },
    ...['713r', '845t'].map((end) => ({
      ...{ kind: 'token', id: `${token.id.slice(0, -4)}${end}`, principalId, scopes: [] },
      issuedAt: token.issuedAt,
    })),
  ],
});

export const asking: readonly Screen[] = [
  {
    name: 'authorize',
    as: 'yuki',
    async open(visit) {
      await told(visit, 'authorizations.show', { request });
      await visit.go('/authorize/abcdefghijklmnopqrst');
      await heading(visit, 'access.title', { app: request.clientName });
    },
  },
  {
    name: 'authorize-over',
    as: 'yuki',
    refusals: [['authorizations.show', 404]],
    async open(visit) {
      await visit.go('/authorize/abcdefghijklmnopqrst');
      await heading(visit, 'access.gone');
    },
  },
  {
    name: 'device',
    as: 'yuki',
    async open(visit) {
      await visit.go('/device?user_code=wdjbmjht');
      await heading(visit, 'access.device');
    },
  },
  {
    name: 'device-asks',
    as: 'yuki',
    async open(visit) {
      await told(visit, 'devices.show', {
        request: {
          ...request,
          ...known,
          clientName: 'Pier Display',
          scopes: ['messages:read', 'channels:read'],
        },
      });
      await visit.go('/device');
      await field(visit, 'access.code').fill('wdjb mjht');
      await press(visit, 'access.codeNext');
      await heading(visit, 'access.deviceTitle', { app: 'Pier Display' });
    },
  },
  {
    name: 'device-done',
    as: 'yuki',
    async open(visit) {
      await told(visit, 'devices.show', { request: { ...request, ...known } });
      await told(visit, 'devices.approve', {});
      await visit.go('/device?user_code=wdjbmjht');
      await press(visit, 'access.codeNext');
      await press(visit, 'access.allow');
      await heading(visit, 'access.deviceDone');
    },
  },
  {
    name: 'account-apps',
    as: 'yuki',
    async open(visit) {
      await told(visit, 'grants.list', grantedBy(visit.world.tom));
      await visit.go('/you/apps');
      await visit.page.getByText('Pier Display').first().waitFor();
    },
  },
];

/** Screens of the console. */
import type { Permission } from '@wardroom/contract';
import { grantedBy, hits, sessionsOf, tokensOf, told } from './access-screens.ts';
import { dialog, field, heading, press, type Screen, type Visit } from './visits.ts';

const rows = ({ page }: Visit) => page.locator('.row-link');
const drawer = ({ page }: Visit) => page.getByRole('complementary');
/** What the run itself leaves in the log, such as sign-ins, is not looked at. */
const audit = 'audit?type=channel.created';

/** @param path below the console; in it what is only known once the workspace is there */
const screen = (
  name: string,
  path: string | ((visit: Visit) => string),
  arrive: (visit: Visit) => Promise<void>,
): Screen => ({
  name: `console-${name}`,
  as: 'priya',
  async open(visit) {
    await visit.go(`/console/${typeof path === 'string' ? path : path(visit)}`);
    await visit.page.getByRole('main').waitFor();
    await arrive(visit);
  },
});

const table = (visit: Visit) => rows(visit).first().waitFor();

const domain = {
  id: 'dom_01m82s264he7r9dfd09j0x713r',
  name: 'chat.northwind.example',
  status: 'waiting',
  recordName: '_wardroom-challenge.chat.northwind.example',
  recordValue: 'wardroom-domain=mJ0q1tXb9cZk4uVnR7sYwLhPeD2fGaTi',
  createdAt: Date.UTC(2025, 0, 15, 15, 0),
  verifiedAt: null,
};
const verified = { ...domain, status: 'verified', verifiedAt: domain.createdAt + 3_600_000 };

const retainedAt = Date.UTC(2023, 0, 15, 15, 0);
/** The screen says how long ago: the same on whatever day it is looked at. */
const failingSince = Date.now() - 40 * 86_400_000 - 3_600_000;
const feed = {
  ...{ id: 'snk_01m82s264he7r9dfd09j0x713r', name: 'Security desk', includesPersonal: true, state: 'active' },
  destination: {
    ...{ kind: 'splunk_hec', address: 'https://splunk.example.com:8088', index: 'main', authority: null },
  },
  ...{ nextIndex: 4_096, waiting: 12, lagMs: 3_600_000, deliveredAt: retainedAt, failingSince },
  ...{ failures: 3, lastFault: { fault: 'throttled', status: 503, at: retainedAt } },
  ...{ nextAttemptAt: retainedAt, refused: 0, isTesting: false, lastTest: null, version: 1 },
  createdAt: retainedAt,
};
const feeds = { sinks: [feed], size: 4_108, hasFiles: false };

const retention = {
  retention: { securityDays: 400, complianceDays: 2_555, version: 3, changedAt: retainedAt, changedBy: null },
  ...{ size: 120_400, lowestIndex: 512, prunedAt: retainedAt, holds: 1 },
  due: { entries: 512, lowestIndex: 1_024, until: retainedAt },
};

const refusal = JSON.stringify({
  ...{ type: 'about:blank', title: 'The DNS record has another value', status: 409, detail: 'Compare.' },
  problems: [{ path: '/recordValue', message: 'wardroom-domain=mJ0q1tXb9cZk4uVnR7sYwLhPeD2fGaTl' }],
  ...{ code: 'domain_record_differs', requestId: 'req_01m82s264he7r9dfd09j0x713r' },
});

/** The domain's drawer. Its proof is random, so the answer is made up. */
const domainScreen = (
  name: string,
  shown: object,
  more: Pick<Screen, 'refusals'> = {},
  arrive: (visit: Visit) => Promise<void> = async () => {},
): Screen => ({
  name: `console-${name}`,
  as: 'priya',
  ...more,
  async open(visit) {
    await told(visit, 'domains.list', { domains: [shown] });
    await visit.go(`/console/domains/${domain.id}`);
    await drawer(visit).getByText(domain.recordName).waitFor();
    await arrive(visit);
  },
});

/** A screen for which the server is told what to answer. */
const made = (
  name: string,
  path: string,
  prepare: (visit: Visit) => Promise<unknown>,
  arrive: (visit: Visit) => Promise<void>,
): Screen => {
  const plain = screen(name, path, arrive);
  return {
    ...plain,
    async open(visit) {
      await prepare(visit);
      await plain.open(visit);
    },
  };
};
const beginPolicy = async (visit: Visit) => {
  const { page, t } = visit;
  await press(visit, 'policies.add');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('policies.template.guests') })
    .click();
  await page.getByText(t('policies.sound')).waitFor();
};
const open = async (visit: Visit) => {
  await rows(visit).first().click();
  await drawer(visit).getByRole('heading').first().waitFor();
};

const groupPath = ({ world }: Visit) => `groups/${world.pilotage}`;
const groupDialogs = (names: readonly ('edit' | 'add' | 'changeRoles' | 'link')[]): readonly Screen[] =>
  names.map((name) =>
    screen(`group-${name.toLowerCase()}`, groupPath, async (visit) => {
      await drawer(visit).getByText('pilot-house').waitFor();
      await press(visit, `groups.${name}`);
      await dialog(visit);
      await visit.page.waitForLoadState('networkidle');
    }),
  );

const access = {
  ...{ id: 'brk_01m82s264he7r9dfd09j0x713r', principalId: 'prn_01m82s264he7r9dfd09j0x713r', role: 'admin' },
  reason: 'The directory import has broken every channel, ticket 4711',
  ...{ openedAt: domain.createdAt, expiresAt: domain.createdAt + 1_800_000 },
  ...{ closedAt: domain.createdAt + 600_000, closedBy: 'workspace' },
};
const earlier = {
  ...{ ...access, id: 'brk_01kyyyyyyyyyyyyyyyyyyyyyyy', role: 'owner', reason: 'The only owner has left' },
  ...{ openedAt: Date.UTC(2025, 0, 3), closedAt: Date.UTC(2025, 0, 3, 0, 30), closedBy: 'time' },
};
const accesses = { accesses: [access, earlier], next: null };

export const administration: readonly Screen[] = [
  screen('people', 'people', table),
  screen('roles', 'roles', (visit) =>
    visit.page.getByRole('columnheader', { name: 'Harbour Watch' }).waitFor(),
  ),
  screen(
    'role',
    ({ world }) => `roles/${world.watch}?q=audit`,
    (visit) => drawer(visit).getByText('Harbour Watch').first().waitFor(),
  ),
  screen('new-role', 'roles/new?copy=developer', async (visit) => {
    await heading(visit, 'roles.newTitle');
    await visit.page.getByRole('checkbox', { name: visit.t('roles.permission.channel.delete') }).check();
  }),
  screen(
    'edit-role',
    ({ world }) => `roles/${world.watch}?edit=yes`,
    async (visit) => {
      const set = (permission: Permission) =>
        visit.page.getByRole('checkbox', { name: visit.t(`roles.permission.${permission}`) });
      await set('audit.view_security').uncheck();
      await set('message.pin').check();
      await visit.page.getByText('Marcus Hale').first().waitFor();
    },
  ),
  screen(
    'save-role',
    ({ world }) => `roles/${world.watch}?edit=yes`,
    async (visit) => {
      const { page, t } = visit;
      await page.getByRole('checkbox', { name: t('roles.permission.audit.view_security') }).uncheck();
      await press(visit, 'roles.reviewSave');
      await page.getByRole('dialog').getByText('Marcus Hale').waitFor();
    },
  ),
  screen('groups', 'groups', table),
  screen('group', groupPath, async (visit) => {
    await drawer(visit).getByText('Yuki Sato').waitFor();
    await drawer(visit).getByText('pilot-house').waitFor();
  }),
  screen('new-group', 'groups', async (visit) => {
    await press(visit, 'groups.create');
    await dialog(visit);
  }),
  ...groupDialogs(['edit', 'add', 'changeRoles', 'link']),
  screen('group-effect', groupPath, async (visit) => {
    const { page, t } = visit;
    await drawer(visit).getByText('pilot-house').waitFor();
    await press(visit, 'groups.changeRoles');
    const asked = page.getByRole('dialog');
    await asked.getByRole('checkbox').nth(1).check();
    const effect = asked.getByRole('region', { name: t('groups.effect') });
    await effect.getByRole('listitem').first().waitFor();
  }),
  made('break-glass', 'break-glass', (visit) => told(visit, 'breakGlass.history', accesses), table),
  made('break-glass-access', 'break-glass', (visit) => told(visit, 'breakGlass.history', accesses), open),
  screen('channels', 'channels', table),
  screen('keys', 'keys', table),
  screen('invitations', 'invitations', table),
  screen('audit', audit, table),
  {
    name: 'console-person',
    as: 'priya',
    async open(visit) {
      // The run itself is on record, and so is how much of it there is.
      await told(visit, 'audit.erasure.preview', { fields: 48, waiting: 1, holds: 0 });
      await visit.go(`/console/people/${visit.world.tom}`);
      await table(visit);
      await drawer(visit).getByText(/48/).waitFor();
    },
  },
  screen('issue-key', 'keys', async (visit) => {
    await press(visit, 'console.keys.issue');
    await dialog(visit);
  }),
  screen('invite', 'invitations', async (visit) => {
    await press(visit, 'console.invitations.create');
    await dialog(visit);
  }),
  screen('audit-entry', audit, async (visit) => {
    await rows(visit).last().click();
    await drawer(visit).getByRole('heading').first().waitFor();
  }),
  screen('audit-refused', 'audit?outcome=perhaps', (visit) =>
    visit.page.locator('[aria-invalid=true]').waitFor(),
  ),
  screen('audit-export', audit, async (visit) => {
    await table(visit);
    // On a phone it is behind another.
    const more = visit.page.getByRole('button', { name: visit.t('console.more'), exact: true });
    if (await more.isVisible()) await more.click();
    await press(visit, 'console.export');
    await visit.page.getByRole('menuitem', { name: visit.t('auditLog.exportLog') }).click();
    await dialog(visit);
  }),
  screen('clients', 'clients', table),
  screen('client', 'clients', async (visit) => {
    await rows(visit).filter({ hasText: 'Night Report' }).click();
    await drawer(visit).getByRole('heading').first().waitFor();
  }),
  screen('register-client', 'clients', async (visit) => {
    await press(visit, 'credentials.register');
    await dialog(visit);
  }),
  made('grants', 'grants', (visit) => told(visit, 'grants.list', grantedBy(visit.world.tom)), table),
  made('grant', 'grants', (visit) => told(visit, 'grants.list', grantedBy(visit.world.tom)), open),
  made('tokens', 'tokens', (visit) => told(visit, 'tokens.list', tokensOf(visit.world.tom)), table),
  made('token', 'tokens', (visit) => told(visit, 'tokens.list', tokensOf(visit.world.tom)), open),
  made(
    'sessions',
    'sessions',
    (visit) => told(visit, 'sessions.listAll', sessionsOf(visit.world.tom, visit.world.priya)),
    table,
  ),
  made(
    'session',
    'sessions',
    (visit) => told(visit, 'sessions.listAll', sessionsOf(visit.world.tom, visit.world.priya)),
    open,
  ),
  made(
    'emergency',
    'emergency',
    (visit) => told(visit, 'credentials.preview', hits(visit.world.tom)),
    async (visit) => {
      await press(visit, 'credentials.preview');
      await heading(visit, 'credentials.hits', { count: 3 });
    },
  ),
  screen('policies', 'policies', (visit) => visit.page.getByText(visit.t('policies.none')).waitFor()),
  screen('policy', 'policies', (visit) => beginPolicy(visit)),
  screen('policy-tests', 'policies', async (visit) => {
    const { page, t } = visit;
    await beginPolicy(visit);
    await page.getByRole('link', { name: t('policies.tab.tests') }).click();
    await press(visit, 'policies.addTest');
    await page.getByLabel(t('policies.classification')).selectOption('confidential');
    await page.getByText(t('policies.result.allow')).waitFor();
  }),
  screen('save-policy', 'policies', async (visit) => {
    await beginPolicy(visit);
    await press(visit, 'policies.saveAsk');
    await dialog(visit);
  }),
  screen('policy-settings', 'policies/settings', (visit) =>
    visit.page.getByLabel(visit.t('policies.timeZone')).waitFor(),
  ),
  screen(
    'explain',
    ({ world }) => `explain?principal=${world.tom}&permission=audit.view_security`,
    (visit) => visit.page.getByRole('region', { name: visit.t('explain.answer') }).waitFor(),
  ),
  {
    name: 'console-audit-retention',
    as: 'priya',
    async open(visit) {
      await told(visit, 'audit.settings.get', retention);
      await told(visit, 'audit.settings.preview', {
        now: { entries: 512, lowestIndex: 512, until: retainedAt },
        planned: { entries: 2_048, lowestIndex: 2_048, until: retainedAt },
      });
      await visit.go('/console/audit-retention');
      await field(visit, 'retention.compliance').fill('400');
      await visit.page.getByRole('status').getByText('1,536').waitFor();
    },
  },
  made('audit-sinks', 'audit-sinks', (visit) => told(visit, 'audit.sinks.list', feeds), open),
  screen('settings', 'settings', (visit) => heading(visit, 'console.settings.title')),
  screen('domains', 'domains', (visit) => heading(visit, 'domains.title')),
  screen('add-domain', 'domains', async (visit) => {
    await press(visit, 'domains.add');
    await dialog(visit);
  }),
  domainScreen('domain', domain),
  domainScreen('domain-unproved', domain, { refusals: [['domains.verify', 409]] }, async (visit) => {
    await visit.page.route('**/v1/domains.verify', (route) =>
      route.fulfill({ status: 409, contentType: 'application/problem+json', body: refusal }),
    );
    await press(visit, 'domains.verify');
    await visit.page.getByRole('alert').waitFor();
  }),
  domainScreen('domain-verified', verified),
];

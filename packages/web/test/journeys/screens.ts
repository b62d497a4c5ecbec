/** Every screen of the app: its name, who sees it, and the way there. Whoever adds a screen adds it here. */
import type { TextKey } from '../../src/i18n/catalogue.ts';
import { asking } from './access-screens.ts';
import { message, press as pressOn } from './acts.ts';
import { administration } from './console-screens.ts';
import { dialog, field, heading, log, press, type Screen, type Visit } from './visits.ts';

export type { Screen, Visit, Visitor } from './visits.ts';

/** A secret that was never issued. */
const nobodys = 'x'.repeat(43);

const strangers: readonly Screen[] = [
  {
    name: 'sign-in',
    as: 'stranger',
    async open(visit) {
      await visit.go('/sign-in');
      await heading(visit, 'signIn.title', { workspace: 'acme' });
    },
  },
  {
    name: 'sign-in-refused',
    as: 'stranger',
    refusals: [['sessions.create', 401]],
    async open(visit) {
      await visit.go('/sign-in');
      await field(visit, 'signIn.name').fill('nobody');
      await visit.page.locator('input[type=password]').fill('not the password of anybody');
      await press(visit, 'signIn.submit');
      await visit.page.getByRole('alert').first().waitFor();
    },
  },
  {
    name: 'link-refused',
    as: 'stranger',
    refusals: [['sessions.redeem', 401]],
    async open(visit) {
      await visit.go(`/link#${nobodys}`);
      await press(visit, 'signIn.submit');
      await visit.page.getByRole('alert').first().waitFor();
    },
  },
  {
    name: 'join',
    as: 'stranger',
    async open(visit) {
      await visit.go(`/join#${visit.world.invitation}`);
      await field(visit, 'signIn.joinName').waitFor();
    },
  },
  {
    name: 'join-refused',
    as: 'stranger',
    refusals: [['invitations.show', 401]],
    async open(visit) {
      await visit.go(`/join#${nobodys}`);
      await heading(visit, 'signIn.joinGoneTitle');
    },
  },
];

const platform: readonly Screen[] = [
  {
    name: 'platform',
    as: 'operator',
    refusals: [['operators.show', 401]],
    async open(visit) {
      await visit.go(visit.world.deployment.address);
      await heading(visit, 'platform.title');
    },
  },
  {
    name: 'platform-setup',
    as: 'operator',
    async open(visit) {
      // The deployment is set up already: the page is told that it were not.
      await visit.page.route('**/v1/setup.show', (route) => route.fulfill({ json: { needed: true } }), {
        times: 1,
      });
      await visit.go(`${visit.world.deployment.address}/setup#${nobodys}`);
      await heading(visit, 'platform.setupTitle');
    },
  },
  {
    name: 'platform-operator-sign-in',
    as: 'operator',
    refusals: [['operators.show', 401]],
    async open(visit) {
      await visit.go(visit.world.deployment.address);
      await press(visit, 'platform.operator');
      await heading(visit, 'platform.operator');
    },
  },
  {
    name: 'platform-tenants',
    as: 'operator',
    refusals: [['operators.show', 401]],
    async open(visit) {
      await visit.go(visit.world.deployment.address);
      await press(visit, 'platform.operator');
      await field(visit, 'platform.operatorName').fill('harbour-office');
      await visit.page.locator('input[type=password]').fill('a lantern over the north pier');
      await press(visit, 'signIn.submit');
      await visit.page.getByText('Globex', { exact: true }).waitFor();
    },
  },
];

async function channel(visit: Visit, path: string): Promise<void> {
  await visit.go(`/c/${path}`);
  await log(visit).waitFor();
  await visit.page
    .locator('.readers')
    .getByText(visit.t('chat.kept'))
    .or(visit.page.locator('.closed, .joining'))
    .first()
    .waitFor();
}

const general = async (visit: Visit) => {
  await channel(visit, visit.world.channels.general);
  await message(log(visit), 'Lunch is at one').waitFor();
};

async function toolbar(visit: Visit, button: TextKey): Promise<void> {
  const place = message(log(visit), 'Lunch is at one');
  const wanted = place.getByRole('toolbar').getByRole('button', { name: visit.t(button), exact: true });
  await pressOn(place, wanted);
}

/** The list of channels: the first screen of a phone, and beside the others on a wide one. */
const start = async (visit: Visit) => {
  await visit.go('/');
  await visit.page
    .getByRole('navigation', { name: visit.t('sidebar.label') })
    .getByRole('link')
    .first()
    .waitFor();
};

const chat: readonly Screen[] = [
  { name: 'channel', as: 'lena', open: general },
  {
    name: 'channel-imported',
    as: 'lena',
    open: (visit) => channel(visit, visit.world.channels.incidents),
  },
  {
    name: 'channel-empty',
    as: 'lena',
    open: (visit) => channel(visit, visit.world.channels.empty),
  },
  {
    name: 'channel-archived',
    as: 'lena',
    open: (visit) => channel(visit, visit.world.channels.archived),
  },
  {
    name: 'channel-missing',
    as: 'lena',
    refusals: ['channels.get', 'channels.members', 'channels.readers', 'messages.list'].map(
      (operation) => [operation, 404] as const,
    ),
    async open(visit) {
      await visit.go('/c/chn_01kzzzzzzzzzzzzzzzzzzzzzzz');
      await visit.page.getByText(visit.t('timeline.missing')).waitFor();
    },
  },
  {
    name: 'thread',
    as: 'lena',
    async open(visit) {
      await visit.go(`/c/${visit.world.channels.general}/t/${visit.world.root}`);
      await message(visit.page.getByRole('complementary'), 'Then #7').waitFor();
    },
  },
  { name: 'direct-message', as: 'lena', open: (visit) => channel(visit, visit.world.direct) },
  { name: 'group-message', as: 'lena', open: (visit) => channel(visit, visit.world.group) },
  {
    name: 'members',
    as: 'lena',
    async open(visit) {
      await general(visit);
      // On a phone the strip leads there.
      const button = visit.page.getByTitle(visit.t('chat.members'), { exact: true });
      const strip = visit.page.getByRole('region', { name: visit.t('chat.readers') });
      await button.filter({ visible: true }).or(strip.getByRole('button').first()).first().click();
      await visit.page.getByRole('complementary').getByText('Tom Adeyemi').waitFor();
    },
  },
  {
    name: 'pins',
    as: 'lena',
    async open(visit) {
      await general(visit);
      await press(visit, 'marks.pins');
      await message(visit.page.getByRole('complementary'), 'House rules').waitFor();
    },
  },
  {
    name: 'emoji-picker',
    as: 'lena',
    async open(visit) {
      await general(visit);
      await toolbar(visit, 'marks.react');
      await visit.page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'message-menu',
    as: 'lena',
    async open(visit) {
      await general(visit);
      await toolbar(visit, 'timeline.more');
      await visit.page.getByRole('menuitem').first().waitFor();
    },
  },
  {
    name: 'channel-menu',
    as: 'lena',
    async open(visit) {
      await start(visit);
      await visit.page
        .getByRole('navigation', { name: visit.t('sidebar.label') })
        .getByRole('link', { name: /^general, / })
        .click({ button: 'right' });
      await visit.page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'search',
    as: 'lena',
    async open(visit) {
      await visit.go('/search');
      await visit.page.locator('.empty-title').getByText(visit.t('search.startTitle')).waitFor();
    },
  },
  {
    name: 'search-results',
    as: 'lena',
    open: (visit) => search(visit, 'van', () => visit.page.locator('mark').first().waitFor()),
  },
  {
    name: 'search-nothing',
    as: 'lena',
    open: (visit) =>
      search(visit, 'zeppelin', () =>
        visit.page.getByText(visit.t('search.none', { query: 'zeppelin' })).waitFor(),
      ),
  },
  {
    name: 'directory',
    as: 'lena',
    async open(visit) {
      await visit.go('/channels');
      await visit.page.getByRole('main').getByText('harbour').waitFor();
    },
  },
];

async function search(visit: Visit, query: string, found: () => Promise<void>): Promise<void> {
  await visit.go('/search');
  const box = visit.page.getByRole('combobox', { name: visit.t('search.field') });
  await box.fill(query);
  await box.press('Enter');
  await found();
}

/** Opened by keys: they are the same in every language. */
const byKeys = (name: string, keys: string): Screen => ({
  name,
  as: 'lena',
  async open(visit) {
    await start(visit);
    await visit.page.keyboard.press(keys);
    await dialog(visit);
  },
});

const dialogs: readonly Screen[] = [
  byKeys('switcher', 'Control+k'),
  byKeys('help', 'Control+/'),
  byKeys('new-message', 'Control+Shift+K'),
  {
    name: 'create-channel',
    as: 'lena',
    async open(visit) {
      await visit.go('/channels');
      await visit.page
        .getByRole('main')
        .getByRole('button', { name: visit.t('sidebar.create') })
        .click();
      await dialog(visit);
    },
  },
  {
    name: 'people',
    as: 'lena',
    async open(visit) {
      await start(visit);
      await press(visit, 'sidebar.people');
      await dialog(visit);
    },
  },
  {
    name: 'groups',
    as: 'lena',
    async open(visit) {
      await start(visit);
      await press(visit, 'sidebar.people');
      await visit.page.getByText(visit.t('people.groups'), { exact: true }).click();
      await visit.page.getByRole('list', { name: visit.t('groups.list') }).waitFor();
    },
  },
];

const others: readonly Screen[] = [
  {
    name: 'guest',
    as: 'noor',
    open: general,
  },
  {
    name: 'welcome',
    as: 'ida',
    async open(visit) {
      await visit.go('/');
      await visit.page
        .getByText(visit.t('chat.noChannels'), { exact: true })
        .filter({ visible: true })
        .waitFor();
    },
  },
  ...(['profile', 'sessions', 'password', 'preferences'] as const).map(
    (page): Screen => ({
      name: `account-${page}`,
      as: 'yuki',
      async open(visit) {
        await visit.go(`/you/${page}`);
        await heading(visit, `account.${page}`);
      },
    }),
  ),
];

export const screens: readonly Screen[] = [
  ...strangers,
  ...platform,
  ...chat,
  ...dialogs,
  ...others,
  ...asking,
  ...administration,
];

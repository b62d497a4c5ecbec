/** Screens of the console. */
import { dialog, heading, press, type Screen, type Visit } from './visits.ts';

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

export const administration: readonly Screen[] = [
  screen('people', 'people', table),
  screen('channels', 'channels', table),
  screen('keys', 'keys', table),
  screen('invitations', 'invitations', table),
  screen('audit', audit, table),
  screen(
    'person',
    ({ world }) => `people/${world.tom}`,
    async (visit) => {
      await table(visit);
      await drawer(visit).getByText('Tom Adeyemi').first().waitFor();
    },
  ),
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
  screen('settings', 'settings', (visit) => heading(visit, 'console.settings.title')),
];

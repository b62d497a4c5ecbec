/** Screens of the console. */
import { dialog, heading, press, type Screen, type Visit } from './visits.ts';

const consoleOf = async (visit: Visit, path: string) => {
  await visit.go(`/console/${path}`);
  await visit.page.getByRole('main').waitFor();
};
const rows = ({ page }: Visit) => page.locator('.row-link');
/** What the run itself leaves in the log, such as sign-ins, is not looked at. */
const audit = 'audit?type=channel.created';

export const administration: readonly Screen[] = [
  ...(['people', 'channels', 'keys', 'invitations', audit] as const).map(
    (path): Screen => ({
      name: `console-${path.replace(/\?.*/, '')}`,
      as: 'priya',
      async open(visit) {
        await consoleOf(visit, path);
        await rows(visit).first().waitFor();
      },
    }),
  ),
  {
    name: 'console-person',
    as: 'priya',
    async open(visit) {
      await consoleOf(visit, `people/${visit.world.tom}`);
      await rows(visit).first().waitFor();
      await visit.page.getByRole('complementary').getByText('Tom Adeyemi').first().waitFor();
    },
  },
  {
    name: 'console-issue-key',
    as: 'priya',
    async open(visit) {
      await consoleOf(visit, 'keys');
      await press(visit, 'console.keys.issue');
      await dialog(visit);
    },
  },
  {
    name: 'console-invite',
    as: 'priya',
    async open(visit) {
      await consoleOf(visit, 'invitations');
      await press(visit, 'console.invitations.create');
      await dialog(visit);
    },
  },
  {
    name: 'console-audit-entry',
    as: 'priya',
    async open(visit) {
      await consoleOf(visit, audit);
      await rows(visit).last().click();
      await visit.page.getByRole('complementary').getByRole('heading').first().waitFor();
    },
  },
  {
    name: 'console-settings',
    as: 'priya',
    async open(visit) {
      await consoleOf(visit, 'settings');
      await heading(visit, 'console.settings.title');
    },
  },
];

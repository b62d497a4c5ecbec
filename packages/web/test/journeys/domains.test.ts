/** A domain is claimed and proved in the console, with its record in a real name server. Used: test/isolation/custom-domain. */
import { type NameServer, startNameServer } from '../../../server/src/testing/egress/name-server.ts';
import { enter } from './acts.ts';
import { foundCompanies } from './companies.ts';
import { journeys } from './journey.ts';

const name = 'chat.acme.example';
const recordName = `_wardroom-challenge.${name}`;
let names: NameServer | undefined;

const journey = journeys(
  async (deployment) => {
    await foundCompanies(deployment, {});
  },
  {
    async settings() {
      names = await startNameServer();
      return { WARDROOM_EGRESS_RESOLVERS: names.address };
    },
    close: async () => names?.close(),
  },
);

journey('a domain is claimed; its record is looked for until it says what was asked for', async (stage) => {
  const { page, watch } = await enter(stage, 'acme', 'priya');
  await page.goto(`${stage.deployment.origin('acme')}/console/domains`);
  await page.getByRole('button', { name: 'Add a domain' }).click();
  await page.getByLabel('Domain', { exact: true }).fill(' Chat.ACME.example ');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const drawer = page.getByRole('complementary', { name });
  await drawer.getByText(recordName).waitFor();
  const value = (await drawer.getByText(/^wardroom-domain=/).textContent()) ?? '';

  watch.expectRefusal('/v1/domains.verify', 409);
  const look = drawer.getByRole('button', { name: 'Verify now' });
  await look.click();
  await drawer.getByText('DNS record not found.').waitFor();
  names?.set(recordName, { txt: ['something else'] });
  await look.click();
  await drawer.getByText('The DNS record has another value.').waitFor();
  await drawer.getByRole('alert').getByText('something else', { exact: true }).waitFor();
  names?.set(recordName, { txt: ['something else', value] });
  await look.click();
  await drawer.getByText(`Verified. The workspace can be reached at ${name}.`).waitFor();
});

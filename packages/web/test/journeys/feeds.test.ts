/** An owner sends the audit log to a collector (a simulator of Splunk’s), tests it, pauses it and sends again. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../../server/src/testing/egress/certificates.ts';
import { type NameServer, startNameServer } from '../../../server/src/testing/egress/name-server.ts';
import {
  type SplunkSimulator,
  startSplunkSimulator,
} from '../../../server/src/testing/simulators/splunk-hec-simulator.ts';
import { enter } from './acts.ts';
import { addChannel, foundCompanies, ownerOf } from './companies.ts';
import { until } from './deployment.ts';
import { type Journey, journeys, type Seat } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const host = 'splunk.acme.example';
const token = 'b0221cd8-c4b4-465a-9a3c-273e3a75aa29';
let names: NameServer | undefined;
let splunk: SplunkSimulator | undefined;
let directory: string | undefined;

const journey = journeys(
  async (deployment) => {
    await foundCompanies(deployment, {});
  },
  {
    async settings() {
      const authority = createAuthority();
      names = await startNameServer();
      names.set(host, { a: ['127.0.0.1'], aaaa: [] });
      splunk = await startSplunkSimulator(authority.issue({ names: [host] }), { token });
      directory = await mkdtemp(join(tmpdir(), 'wardroom-feeds-'));
      await writeFile(join(directory, 'ca.pem'), authority.cert);
      return {
        WARDROOM_EGRESS_RESOLVERS: names.address,
        WARDROOM_EGRESS_ALLOW: `splunk_hec=${host}:${splunk.port}=127.0.0.1/32`,
        WARDROOM_EGRESS_CERTIFICATES_FILE: join(directory, 'ca.pem'),
      };
    },
    async close() {
      await Promise.all([names?.close(), splunk?.close()]);
      if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    },
  },
);

journey('the log is sent to a collector, tested, edited, paused, resumed and sent again', async (stage) => {
  assert.ok(splunk);
  const { page, watch } = await enter(stage, 'acme', 'priya');
  await page.goto(`${stage.deployment.origin('acme')}/console/audit-sinks`);
  await page.getByText('No feeds').waitFor();
  await page.getByRole('button', { name: 'Add a feed' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Security desk');
  await dialog.getByLabel('Address', { exact: true }).fill(`https://${host}:${splunk.port}`);
  await dialog.getByLabel('HEC token').fill(token);
  await dialog.getByLabel('From the beginning of the log').check();
  await triedBeforeSaved({ stage, page });
  await pictureInBoth(page, 'feeds-add');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();

  const first = page.getByRole('complementary', { name: 'Security desk' });
  await first.getByText(/wardroom api audit\.sinks\.test/).waitFor();
  await first.getByRole('button', { name: 'Send a test entry' }).click();
  await first.getByText('The test entry arrived.').waitFor();
  assert.ok(splunk.events.some(({ event }) => JSON.stringify(event).includes('sink_created')));
  assert.ok(!(await page.content()).includes(token), 'the token is shown nowhere');
  await pictureInBoth(page, 'feeds');
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);

  await edited({ stage, page, watch });
  await refusedForGood({ stage, page });

  const drawer = page.getByRole('complementary', { name: 'Day desk' });
  await drawer.getByRole('button', { name: 'Pause' }).click();
  await drawer.getByText('paused', { exact: true }).waitFor();
  await drawer.getByRole('button', { name: 'Resume' }).click();
  await drawer.getByText('active', { exact: true }).waitFor();
  const before = splunk.events.length;
  await drawer.getByRole('button', { name: 'Send again…' }).first().click();
  await page.getByRole('dialog').getByLabel('From entry').fill('0');
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const again = () =>
    splunk?.events.slice(before).some(({ event }) => {
      return (event['metadata'] as { sequence?: number }).sequence === 0;
    });
  for (let round = 0; round < 100 && !again(); round += 1) await page.waitForTimeout(100);
  assert.ok(again(), 'the first entry has arrived a second time');

  await drawer.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No feeds').waitFor();
});

/** What is typed is tried by a test entry, and nothing is saved by it. */
async function triedBeforeSaved({ stage, page }: Pick<Seat, 'page'> & { stage: Journey }): Promise<void> {
  assert.ok(splunk);
  const dialog = page.getByRole('dialog');
  const test = dialog.getByRole('button', { name: 'Send a test', exact: true });
  await dialog.getByLabel('HEC token').fill('no-token-of-theirs');
  await test.click();
  await dialog.getByText('The test entry did not arrive: not authorised (403).').waitFor();
  await dialog.getByLabel('HEC token').fill(token);
  await dialog.getByText('did not arrive').waitFor({ state: 'detached' });
  await test.click();
  await dialog.getByText('The test entry arrived. Nothing is saved yet.').waitFor();
  const codes = splunk.events.map(({ event }) => (event['metadata'] as { event_code?: string }).event_code);
  assert.deepEqual(codes, ['test']);
  const owner = await ownerOf(stage.deployment, 'acme');
  assert.deepEqual((await owner.call('audit.sinks.list', {})).sinks, []);
}

/** What is changed is tried first, and nobody’s change is written over unseen. */
async function edited({ stage, page, watch }: Seat & { stage: Journey }): Promise<void> {
  const owner = await ownerOf(stage.deployment, 'acme');
  const current = async () => {
    const [sink] = (await owner.call('audit.sinks.list', {})).sinks;
    assert.ok(sink);
    return sink;
  };
  const drawer = page.getByRole('complementary');
  const dialog = page.getByRole('dialog');
  const name = dialog.getByLabel('Name');
  const save = dialog.getByRole('button', { name: 'Save' });
  await drawer.getByRole('button', { name: 'Edit…' }).click();
  assert.equal(await dialog.getByLabel('HEC token').inputValue(), '', 'the token is shown nowhere');
  await name.fill('Evening desk');
  await dialog.getByLabel(/With addresses and other personal fields/).uncheck();
  await save.click();
  await dialog.waitFor({ state: 'detached' });
  await drawer.getByRole('heading', { name: 'Evening desk' }).waitFor();
  const changed = await current();
  assert.deepEqual(
    [changed.state, changed.includesPersonal, changed.lastTest?.fault],
    ['active', false, null],
  );

  await drawer.getByRole('button', { name: 'Edit…' }).click();
  const { id: sinkId, version, destination, includesPersonal } = changed;
  const meanwhile = { sinkId, destination, includesPersonal, name: 'Night desk' };
  await owner.call('audit.sinks.update', { ...meanwhile, version });
  await name.fill('Day desk');
  watch.expectRefusal('/v1/audit.sinks.update', 409);
  await save.click();
  await dialog.getByText('Somebody else has changed this feed meanwhile.').waitFor();
  await dialog.getByText('Name: Night desk').waitFor();
  assert.equal((await current()).name, 'Night desk', 'nothing is written over unseen');
  await pictureInBoth(page, 'feeds-conflict');
  await isUsableWithoutEyes(page);
  await isReadable(page);
  await dialog.getByRole('button', { name: 'Keep what I typed' }).click();
  await dialog.getByLabel('Index').fill('nowhere');
  await save.click();
  await dialog.getByText('Saved, but the test entry did not arrive: refused (400).').waitFor();
  assert.equal((await current()).state, 'paused', 'nothing but a test entry goes to what nobody has tried');
  await pictureInBoth(page, 'feeds-edit');
  await dialog.getByLabel('Index').fill('');
  await save.click();
  await dialog.waitFor({ state: 'detached' });
  await drawer.getByRole('heading', { name: 'Day desk' }).waitFor();
  assert.equal((await current()).state, 'active', 'it goes on once the test entry has arrived');
}

/** An entry that the collector does not take is listed, sent again by itself, and taken off the list. */
async function refusedForGood({ stage, page }: { stage: Journey; page: Seat['page'] }): Promise<void> {
  assert.ok(splunk);
  const collector = splunk;
  const owner = await ownerOf(stage.deployment, 'acme');
  const [feed] = (await owner.call('audit.sinks.list', {})).sinks;
  assert.ok(feed);
  const listed = async () => (await owner.call('audit.sinks.deadLetters', { sinkId: feed.id })).letters;
  const refuseOne = async (name: string) => {
    collector.isPoison = ({ event }) => JSON.stringify(event).includes('"event_code":"channel.created"');
    await addChannel(owner, { name, handles: [] });
    await until(async () => (await listed()).length > 0, 'an entry is given up');
    await page.reload();
    const [letter] = await listed();
    assert.ok(letter);
    return letter;
  };
  const times = (index: number) =>
    collector.events.filter(({ event }) => (event['metadata'] as { sequence?: number }).sequence === index)
      .length;
  const letters = page.getByRole('region', { name: 'Refused for good' });
  const dialog = page.getByRole('dialog');

  const first = await refuseOne('unheard');
  await letters.getByText('1 entry that the destination does not take.').waitFor();
  await letters.getByRole('link', { name: `Entry ${first.index}` }).waitFor();
  await pictureInBoth(page, 'feeds-letters');
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  const sendAgain = async () => {
    await letters.getByRole('button', { name: 'Send this again…' }).click();
    await dialog.getByText(/wardroom audit sinks replay-letters/).waitFor();
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('1 entry goes again.').waitFor();
  };
  await sendAgain();
  const isRefusedAgain = async () => ((await listed())[0]?.refusedAt ?? 0) > first.refusedAt;
  await until(isRefusedAgain, 'it is refused a second time');
  collector.isPoison = () => false;
  await sendAgain();
  await letters.waitFor({ state: 'detached' });
  assert.deepEqual([times(first.index), await listed()], [1, []], 'it has arrived, once');

  const second = await refuseOne('unheard-of');
  collector.isPoison = () => false;
  await letters.getByRole('button', { name: 'Take off the list…' }).click();
  await dialog.getByText(/It stays in the log\./).waitFor();
  await pictureInBoth(page, 'feeds-letter-drop');
  await dialog.getByRole('button', { name: 'Take off' }).click();
  await letters.waitFor({ state: 'detached' });
  await page.getByText('Taken off the list. The entry is still in the log.').waitFor();
  const { entry } = await owner.call('audit.get', { entryId: second.entryId });
  assert.deepEqual([entry.index, times(second.index)], [second.index, 0]);
}

import assert from 'node:assert/strict';
import type { Client } from '@wardroom/sdk';
import { composer, enter, message, openChannel, timeline } from './acts.ts';
import { addMembers, foundCompanies, ownerOf, readEverything } from './companies.ts';
import { until } from './deployment.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isUsableWithoutEyes } from './looks.ts';
import { picture } from './pictures.ts';

const crowd = 5_000;
const batch = 250;

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena'] });
  const owner = await ownerOf(deployment, 'acme');
  const stadium = await fill(owner);
  await owner.call('channels.join', { channelId: stadium });
  await addMembers(owner, stadium, ['tom', 'lena']);
  await readEverything(deployment, 'acme', ['tom', 'lena']);
});

const nameOf = (number: number) => `Guest ${String(number).padStart(4, '0')}`;

/** Everybody has said one word, so everybody is a member. */
async function fill(owner: Client) {
  let channelId: Awaited<ReturnType<typeof append>> | undefined;
  const append = async (from: number) => {
    const messages = Array.from({ length: batch }, (_, index) => {
      const number = from + index;
      return {
        externalId: `crowd-${number}`,
        threadRootExternalId: null,
        author: { handle: `crowd${number}`, displayName: nameOf(number) },
        body: `Word ${number}`,
        sentAt: Date.UTC(2025, 0, 1, 12) + number * 1_000,
      };
    });
    return (await owner.call('imports.append', { channel: { name: 'stadium', topic: '' }, messages }))
      .channelId;
  };
  for (let from = 0; from < crowd; from += batch) channelId = await append(from);
  if (channelId === undefined) throw new Error('nobody came');
  return channelId;
}

journey(
  'five thousand members are listed, found and left again, with a window of them in the page',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'lena');
    await openChannel(page, 'stadium');
    const started = performance.now();
    await page.getByRole('button', { name: /^Members/ }).click();
    const panel = page.getByRole('complementary', { name: 'Members' });
    const lines = panel.getByRole('listitem');
    await lines.first().waitFor();
    const shownMs = performance.now() - started;
    await until(
      async () => Number(await lines.first().getAttribute('aria-setsize')) >= crowd,
      'everybody is counted',
    );
    const allMs = performance.now() - started;
    assert.ok((await lines.count()) < 200, 'only a window of them is in the page');
    await panel.getByRole('searchbox', { name: 'Find a member' }).fill(nameOf(4_321));
    await panel.getByText(nameOf(4_321)).waitFor();
    assert.equal(await lines.count(), 1);
    await panel.getByRole('searchbox', { name: 'Find a member' }).fill('');
    const list = panel.getByRole('region', { name: 'List of members' });
    await list.focus();
    await page.keyboard.press('End');
    await panel.locator('[aria-posinset="5000"]').waitFor();
    await isUsableWithoutEyes(page);
    await fitsItsWidth(page);
    await picture(page, 'crowd');
    // How quick is measured, not judged: machines differ.
    console.log(`members shown in ${shownMs.toFixed(0)} ms, all counted in ${allMs.toFixed(0)} ms`);
  },
);

journey(
  'among five thousand, names are offered while one writes, and what is written arrives',
  async (stage) => {
    const [lena, tom] = await Promise.all([enter(stage, 'acme', 'lena'), enter(stage, 'acme', 'tom')]);
    await Promise.all([lena, tom].map(({ page }) => openChannel(page, 'stadium')));
    const { page } = lena;
    await composer(page, 'stadium').focus();
    const offers = page.getByRole('listbox', { name: 'People' }).getByRole('option');
    const times: number[] = [];
    for (const key of ['@', 't', 'o', 'm']) {
      const started = performance.now();
      await page.keyboard.type(key);
      await offers.filter({ hasText: 'Tom Adeyemi' }).waitFor();
      times.push(performance.now() - started);
    }
    await page.keyboard.press('Enter');
    await page.keyboard.type('are you here?');
    await page.keyboard.press('Enter');
    await message(timeline(tom.page, 'stadium'), '@tom are you here?').waitFor();
    console.log(`each key of a name: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  },
);

import assert from 'node:assert/strict';
import { composer, enter, message, openChannel, say, sidebar, timeline } from './acts.ts';
import { addChannel, clientFor, foundCompanies, ownerOf } from './companies.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const people = ['tom', 'lena'];
/** Right-to-left override: what follows is drawn backwards until the line ends. */
const override = '\u202e';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'post', topic: 'Letters', handles: people });
});

journey('a message of forty thousand characters is sent whole; one more character is not', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'post')));
  const text = `${'harbour '.repeat(5_000).slice(0, 39_989)}\nthe very end`
    .slice(0, 40_000)
    .padEnd(40_000, '!');
  const field = composer(tom.page, 'post');
  await field.fill(`${text}!`);
  await tom.page.getByText('40,001 of 40,000 characters.').waitFor();
  await field.press('Enter');
  assert.equal((await field.inputValue()).length, 40_001, 'it is still there');
  await field.press('Backspace');
  await tom.page.getByText('40,000 of 40,000 characters.').waitFor();
  await field.press('Enter');
  const long = message(timeline(lena.page, 'post'), 'harbour harbour');
  await long.getByRole('button', { name: 'Show all' }).click();
  await long.getByText('the very').waitFor();
  await fitsItsWidth(lena.page);
  const client = await clientFor(stage.deployment, 'acme', 'lena');
  const { channels } = await client.call('channels.list', {});
  const channelId = channels.find(({ name }) => name === 'post')?.id;
  assert.ok(channelId !== undefined);
  const { messages } = await client.call('messages.list', { channelId });
  assert.equal(messages.at(-1)?.body, text);
});

journey('a name that would turn the line around is refused', async (stage) => {
  const displayName = `Tom ${override}nimda`;
  const client = await clientFor(stage.deployment, 'acme', 'tom');
  await assert.rejects(client.call('principals.updateProfile', { displayName }), { code: 'invalid_input' });
  const { principal } = await client.call('principals.updateProfile', { displayName: 'Tom nimda' });
  assert.equal(principal.displayName, 'Tom nimda');
});

journey(
  'what would be read otherwise than it is written shows its hidden characters by name',
  async (stage) => {
    const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
    await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'post')));
    await say(tom.page, 'post', `Open invoice_${override}fdp.exe and \`if (level != "user${override}")\``);
    const row = message(timeline(lena.page, 'post'), 'Open invoice_');
    await row.locator('.control-mark').nth(1).waitFor();
    const text = (await row.locator('.text').textContent()) ?? '';
    assert.ok(!text.includes(override), 'nothing turns the line');
    assert.ok(text.includes('fdp.exe'), 'what is written can be read');
    await pictureInBoth(lena.page, 'texts-override');
  },
);

journey('where a link leads is said beside it when its text says something else', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'post')));
  const letters = [
    ['Pay at https://аррӏе.example/pay', 'xn--'],
    ['Log in at [https://bank.example](https://bank.example.evil.example/)', 'bank.example.evil.example'],
    ['See https://bank.example@evil.example/', 'evil.example'],
  ] as const;
  for (const [letter, host] of letters) {
    await say(tom.page, 'post', letter);
    const row = message(timeline(lena.page, 'post'), letter.slice(0, 6)).last();
    await row.waitFor();
    assert.ok((await row.locator('.text').textContent())?.includes(host), `${letter} names ${host}`);
    for (const link of await row.locator('.text a').all()) {
      assert.equal(await link.getAttribute('rel'), 'noopener noreferrer nofollow');
      assert.equal(new URL((await link.getAttribute('href')) ?? '').username, '', 'no name of somebody else');
    }
  }
  await say(tom.page, 'post', 'Click [here](javascript:alert(1)) or [there](data:text/html,x)');
  const row = message(timeline(lena.page, 'post'), 'Click');
  await row.waitFor();
  assert.equal(await row.locator('.text a').count(), 0, 'what runs is no link');
  await pictureInBoth(lena.page, 'texts-links');
});

journey('a flood of emoji in text and name stays within its row', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'post')));
  await say(tom.page, 'post', '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(400));
  const flood = timeline(lena.page, 'post').getByRole('article').last();
  await flood.getByText('👩‍👩‍👧‍👦').first().waitFor();
  await say(tom.page, 'post', `H${'\u0301'.repeat(200)}igh`);
  await message(timeline(lena.page, 'post'), 'igh').last().waitFor();
  await fitsItsWidth(lena.page);
  const over = await timeline(lena.page, 'post').evaluate((list) => list.scrollWidth - list.clientWidth);
  assert.ok(over <= 0, `${over} px too wide`);
  await say(lena.page, 'post', 'Still here');
  await message(timeline(tom.page, 'post'), 'Still here').waitFor();
  await sidebar(lena.page).waitFor();
});

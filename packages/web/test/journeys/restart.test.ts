import assert from 'node:assert/strict';
import { banner, composer, enter, message, openChannel, readToTheEnd, say, timeline } from './acts.ts';
import { addChannel, foundCompanies, ownerOf } from './companies.ts';
import { journeys } from './journey.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena'] });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: ['tom', 'lena'] });
  await addChannel(owner, { name: 'incidents', handles: ['tom', 'lena'] });
});

const counted = (person: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${person} counts pallet ${from + index} in hall B`);

journey(
  'the server dies while people write: a banner says so, then everything is there once',
  async (stage) => {
    const { deployment } = stage;
    const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
    await Promise.all([openChannel(tom.page, 'general'), openChannel(lena.page, 'general')]);
    await openChannel(lena.page, 'incidents');
    await composer(lena.page, 'incidents').fill('Half a thought about the');
    await openChannel(lena.page, 'general');
    for (const { watch } of [tom, lena]) watch.expectOutage();

    const write = async (page: typeof tom.page, texts: readonly string[]) => {
      for (const text of texts) await say(page, 'general', text);
    };
    const before = counted('tom', 0, 12);
    const during = counted('lena', 0, 12);
    // The kill falls between the first and the last of them, wherever that is today.
    const writing = Promise.all([write(tom.page, before), write(lena.page, during)]);
    await message(tom.page, 'tom counts pallet 3 ').waitFor();
    await deployment.kill();
    await writing;
    for (const { page } of [tom, lena])
      await banner(page)
        .getByText(/Reconnecting|No connection/)
        .waitFor();
    const alone = counted('tom', 12, 14);
    await write(tom.page, alone);
    await tom.page.getByText('Waiting for the connection.').first().waitFor();
    await composer(tom.page, 'general').fill('and the count of hall C is');

    await deployment.restart();
    const texts = [...before, ...during, ...alone];
    for (const { page } of [tom, lena]) {
      await banner(page).waitFor({ state: 'detached', timeout: 90_000 });
      await page
        .getByRole('article', { name: 'Your message, not sent yet' })
        .first()
        .waitFor({ state: 'detached' });
      await readToTheEnd(page, 'general', 'tom counts pallet 13 ');
    }
    assert.equal(await composer(tom.page, 'general').inputValue(), 'and the count of hall C is');
    await openChannel(lena.page, 'incidents');
    assert.equal(await composer(lena.page, 'incidents').inputValue(), 'Half a thought about the');

    // The truth as a third device reads it: all of them, once.
    const owner = await ownerOf(deployment, 'acme');
    const { channels } = await owner.call('channels.list', {});
    const general = channels.find(({ name }) => name === 'general');
    assert.ok(general !== undefined);
    const { messages } = await owner.call('messages.list', { channelId: general.id, limit: 200 });
    const bodies = messages.map(({ body }) => body ?? '');
    assert.deepEqual(bodies.toSorted(), texts.toSorted());
    // And what one person wrote stands in the order in which it was written, outage or not.
    const inOrder = messages.toSorted((one, other) => one.channelSeq - other.channelSeq);
    const from = (person: string) =>
      inOrder.map(({ body }) => body ?? '').filter((body) => body.startsWith(`${person} counts`));
    assert.deepEqual(from('tom'), [...before, ...alone]);
    assert.deepEqual(from('lena'), during);
    // Both screens show exactly that, after a live change has shown that the stream goes on.
    await openChannel(lena.page, 'general');
    await say(lena.page, 'general', 'All halls are counted');
    for (const { page } of [tom, lena]) {
      await readToTheEnd(page, 'general', 'All halls are counted');
      const shown = await timeline(page, 'general').getByRole('article').allInnerTexts();
      for (const text of texts)
        assert.ok(shown.filter((row) => row.split('\n').includes(text)).length <= 1, `twice: ${text}`);
    }
  },
);

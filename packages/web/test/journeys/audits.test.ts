import assert from 'node:assert/strict';
import { axeFindings, focusFindings, untranslated, widthFindings } from './audits.ts';
import { journeys } from './journey.ts';

const journey = journeys();

const page = (content: string) =>
  `<!doctype html><html lang="en"><title>⟦Påge⟧</title><main>${content}</main></html>`;

journey('a screen with a fault is found out, and one without is not', async ({ open }) => {
  const { page: tab } = await open();
  await tab.setContent(page('<button>⟦Såve⟧</button> <p>⟦Têxt {⟦îñ⟧}⟧</p> <p>Ann</p> <time>Monday</time>'));
  assert.deepEqual(await axeFindings(tab), []);
  assert.deepEqual(await focusFindings(tab), []);
  assert.deepEqual(await widthFindings(tab, 360), []);
  assert.deepEqual(await untranslated(tab, ['Ann']), []);

  await tab.setContent(
    page(
      '<button style="outline: none"></button> <div style="width: 500px">Save</div> <p title="Ben">⟦Å⟧</p>',
    ),
  );
  assert.match((await axeFindings(tab)).join(), /button-name/);
  assert.match((await focusFindings(tab)).join(), /not seen/);
  assert.match((await widthFindings(tab, 360)).join(), /px wide in 360 px/);
  assert.deepEqual(
    (await untranslated(tab, ['Ann'])).map((line) => /“(.*)”/.exec(line)?.[1]),
    ['Save', 'Ben'],
  );
});

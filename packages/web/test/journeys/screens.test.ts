import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axeFindings, focusFindings, untranslated, widthFindings } from './audits.ts';
import { journeys } from './journey.ts';
import { type Screen, screens } from './screens.ts';
import { strayTranscripts, transcriptFindings } from './transcripts.ts';
import { walkEverywhere } from './walk.ts';
import { populateWorld, type World } from './world.ts';

let world: World | undefined;
const journey = journeys(async (deployment) => {
  world = await populateWorld(deployment);
});

/** Screen → what is wrong with it; every one is walked to before anything fails. */
function createReport() {
  const found: Record<string, string[]> = {};
  const note = ({ name }: Screen, findings: readonly string[]) => {
    if (findings.length > 0) found[name] = [...(found[name] ?? []), ...findings];
  };
  return {
    note,
    onFailure: (screen: Screen, error: unknown) =>
      note(screen, [error instanceof Error ? error.message.slice(0, 500) : String(error)]),
    assertClean() {
      for (const [name, findings] of Object.entries(found))
        console.log(`${name}\n  ${findings.join('\n  ')}`);
      assert.deepEqual(Object.keys(found), [], 'screens with faults');
    },
  };
}

journey(
  'every screen follows the rules of WCAG 2.2 AA, fits, shows the focus and reads as written down',
  async (stage) => {
    assert.ok(world !== undefined);
    const report = createReport();
    await walkEverywhere({
      stage,
      world,
      language: 'en',
      onFailure: report.onFailure,
      async look(screen: Screen, page: Page) {
        report.note(screen, await transcriptFindings(page, screen.name));
        report.note(screen, await axeFindings(page));
        report.note(screen, await focusFindings(page));
        for (const width of [360, 1280]) report.note(screen, await widthFindings(page, width));
      },
    });
    const names = screens.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, 'each screen has a name of its own');
    assert.deepEqual(strayTranscripts(names), [], 'transcripts without a screen');
    report.assertClean();
  },
);

journey('every text of every screen comes from the catalogue, and fits when it is longer', async (stage) => {
  assert.ok(world !== undefined);
  const { written } = world;
  const report = createReport();
  await walkEverywhere({
    stage,
    world,
    language: 'pseudo',
    onFailure: report.onFailure,
    async look(screen: Screen, page: Page) {
      report.note(screen, await untranslated(page, written));
      for (const width of [360, 1280]) report.note(screen, await widthFindings(page, width));
    },
  });
  report.assertClean();
});

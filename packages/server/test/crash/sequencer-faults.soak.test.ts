import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsRoot } from '../../src/kernel/database/embedded/testing.ts';
import { OwnCluster } from './own-cluster.ts';
import { fillUnder, Recording, restartUnder } from './sequencer-faults.ts';

const rounds = 25;

test('twenty-five restarts and as many full disks under the sequencer lose and double nothing', {
  skip: needsRoot,
}, async (context) => {
  const cluster = new OwnCluster({ megabytes: 640 });
  try {
    await cluster.prepare();
    const recording = await Recording.open();
    try {
      for (let round = 0; round < rounds; round += 1) {
        await restartUnder(recording, cluster);
        context.diagnostic(JSON.stringify(await fillUnder(recording, cluster)));
      }
      await recording.end();
      await recording.requireNothingLost();
      assert.ok(recording.acknowledged.size > rounds * 80);
    } finally {
      await recording.close();
    }
  } finally {
    await cluster.close();
  }
});

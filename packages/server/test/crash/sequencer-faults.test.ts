/** A database that ends, or has no space, under the sequencer. Many rounds of the same are in the soak suite. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsRoot } from '../../src/kernel/database/embedded/testing.ts';
import { OwnCluster, type OwnClusterOptions } from './own-cluster.ts';
import { fillUnder, Recording, restartUnder } from './sequencer-faults.ts';

const within = async (
  options: OwnClusterOptions,
  work: (recording: Recording, cluster: OwnCluster) => Promise<void>,
) => {
  const cluster = new OwnCluster(options);
  try {
    await cluster.prepare();
    const recording = await Recording.open();
    try {
      await work(recording, cluster);
      await recording.end();
      await recording.requireNothingLost();
    } finally {
      await recording.close();
    }
  } finally {
    await cluster.close();
  }
};

test('PostgreSQL ends and comes back under sequencer and lane: nothing is lost or doubled, the lag is seen, it goes on by itself', async (context) => {
  await within({}, async (recording, cluster) => {
    for (let round = 0; round < 2; round += 1) {
      const lagMs = await restartUnder(recording, cluster);
      context.diagnostic(
        `lag ${lagMs} ms, ${recording.acknowledged.size} recorded, ${recording.refused} refused`,
      );
    }
    assert.ok(recording.refused > 0, 'somebody recorded while it was away');
  });
});

test('a full disk under sequencer and lane: nothing is lost or doubled, the lag is seen, space is all it takes', {
  skip: needsRoot,
}, async (context) => {
  await within({ megabytes: 320 }, async (recording, cluster) => {
    const seen = await fillUnder(recording, cluster);
    context.diagnostic(JSON.stringify(seen));
  });
});

/** What the sequencer and the lane of refusals go through with a database that ends or has no space left. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Sequencer } from '../../src/kernel/audit/sequencer/index.ts';
import { requireWhole } from '../../src/testing/audit/sealed-log.ts';
import { entryOf, sequencerParts } from '../../src/testing/audit/sequencer.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import type { OwnCluster } from './own-cluster.ts';

const patienceMs = 60_000;

/** One deployment that records all the time and seals what it records. */
export class Recording {
  readonly harness: Harness;
  readonly sequencer: Sequencer;
  /** Numbers of entries whose recording was answered. */
  readonly acknowledged = new Set<number>();
  faults = 0;
  refused = 0;
  #next = 0;
  #isGoing = true;
  readonly #senders: Promise<void>[];

  static async open(): Promise<Recording> {
    const harness = await createHarness({ implementations: () => [] });
    harness.admin.on('error', () => {});
    harness.admin.on('connect', (client) => client.on('error', () => {}));
    return new Recording(harness);
  }

  private constructor(harness: Harness) {
    this.harness = harness;
    this.sequencer = new Sequencer({
      ...sequencerParts(harness),
      ...{ intervalMs: 50, gatherMs: 10 },
      onFault: () => {
        this.faults += 1;
      },
    });
    this.sequencer.start();
    this.#senders = [0, 1, 2, 3].map(() => this.#send());
  }

  async #send(): Promise<void> {
    const { kernel, acme } = this.harness;
    while (this.#isGoing) {
      const number = this.#next;
      this.#next += 1;
      await kernel.auditLane.record(acme.tenant.id, entryOf(acme, number)).then(
        () => this.acknowledged.add(number),
        () => {
          this.refused += 1;
        },
      );
      await sleep(5);
    }
  }

  async until(isReached: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const end = performance.now() + patienceMs;
    while (!(await isReached())) {
      assert.ok(performance.now() < end, `${what} did not happen`);
      await sleep(20);
    }
  }

  async more(count: number): Promise<void> {
    const wanted = this.acknowledged.size + count;
    await this.until(() => this.acknowledged.size >= wanted, `${count} more entries`);
  }

  async end(): Promise<void> {
    this.#isGoing = false;
    await Promise.all(this.#senders);
  }

  /** Everything acknowledged is in the log once; what was refused may be there, once. */
  async requireNothingLost(): Promise<void> {
    const { admin, acme } = this.harness;
    await this.until(async () => {
      const { rows } = await admin.query('select 1 from tenant.audit_outbox limit 1');
      return rows.length === 0 && this.sequencer.backlog.lagMs === 0;
    }, 'an empty outbox');
    const numbers = (await requireWhole(this.harness, acme)).map(({ opened, part }) =>
      Number(/^kind (\d+)$/.exec(String(part.metadata['kind'] ?? opened['kind']))?.[1]),
    );
    assert.equal(new Set(numbers).size, numbers.length, 'nothing has two places');
    const there = new Set(numbers);
    const lost = [...this.acknowledged].filter((number) => !there.has(number));
    assert.deepEqual(lost, [], 'nothing acknowledged is lost');
    assert.ok(numbers.length <= this.acknowledged.size + this.refused);
  }

  async close(): Promise<void> {
    await this.end();
    await this.sequencer.stop();
    await this.harness.close();
  }
}

/** The database is gone for a while, without a word, and comes back. */
export async function restartUnder(recording: Recording, cluster: OwnCluster): Promise<number> {
  await recording.more(20);
  const { faults } = recording;
  await cluster.end();
  await recording.until(() => recording.faults > faults, 'a look that failed');
  const first = recording.sequencer.backlog.lagMs;
  await sleep(500);
  const lagMs = recording.sequencer.backlog.lagMs;
  assert.ok(lagMs >= first + 400, `the lag grows while nobody can look: ${first}, then ${lagMs} ms`);
  await cluster.start();
  await recording.more(20);
  await recording.until(() => recording.sequencer.backlog.lagMs < 1_000, 'the lag went down again');
  return lagMs;
}

/** No space for a while. PostgreSQL may refuse or end; when it ended, it is started again once there is space. */
export async function fillUnder(
  recording: Recording,
  cluster: OwnCluster,
): Promise<{ refused: number; ended: boolean; lagMs: number }> {
  await recording.more(20);
  const { refused } = recording;
  const giveBack = cluster.fill();
  await recording.until(
    () => recording.refused > refused || !cluster.isRunning,
    'a refusal for want of space',
  );
  await recording.until(() => recording.sequencer.backlog.lagMs > 500, 'a lag that somebody sees');
  const { lagMs } = recording.sequencer.backlog;
  giveBack();
  const ended = !cluster.isRunning;
  if (ended) await cluster.start();
  await recording.more(20);
  return { refused: recording.refused - refused, ended, lagMs };
}

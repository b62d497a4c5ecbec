/** Where checkpoints of the directory are carried to, so that nobody here can take them back. */
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createServer } from 'node:tls';
import {
  type Anchor,
  Anchoring,
  DirectoryLog,
  fileAnchor,
  s3Anchor,
  syslogAnchor,
} from '../../src/kernel/audit/trust/index.ts';
import { trustParts } from '../../src/testing/audit/trust.ts';
import { allow, loopback, rehearseEgress } from '../../src/testing/egress/rehearsal.ts';
import { startS3Simulator } from '../../src/testing/simulators/s3-object-lock-simulator.ts';
import { openWorld, type World } from './world.ts';

const minuteMs = 60_000;

describe('anchors', () => {
  let world: World;
  let directory: string;
  const errors: unknown[] = [];
  before(async () => {
    world = await openWorld(false);
    directory = await mkdtemp(join(tmpdir(), 'wardroom-anchor-'));
  });
  after(async () => {
    await world.close();
    await rm(directory, { recursive: true, force: true });
  });
  const parts = () => trustParts(world.harness, { clock: world.clock });
  const anchoringOf = (anchor: Anchor, waitMs = 0) =>
    new Anchoring({ ...parts(), anchors: [anchor], waitMs, onFault: (error) => errors.push(error) });
  const grow = async () => {
    await world.grow(1);
    world.advance(minuteMs);
    await new DirectoryLog(parts()).step();
  };

  test('a file gets each newest checkpoint once, also from a process that begins anew, and behind a line that was cut', async () => {
    const path = join(directory, 'anchor.jsonl');
    const sizes = async () =>
      (await readFile(path, 'utf8')).split('\n').flatMap((line) => {
        try {
          return [(JSON.parse(line) as { size: number }).size];
        } catch {
          return [];
        }
      });
    const anchoring = anchoringOf(fileAnchor(path));
    await anchoring.step();
    await assert.rejects(readFile(path), 'there is nothing yet');
    await grow();
    await anchoring.step();
    await anchoring.step();
    await anchoringOf(fileAnchor(path)).step();
    assert.deepEqual(await sizes(), [1]);
    await appendFile(path, '{"v":1,"signedA');
    await grow();
    await anchoringOf(fileAnchor(path)).step();
    assert.deepEqual(await sizes(), [1, 2]);
    const last = (await readFile(path, 'utf8')).trimEnd().split('\n').at(-1) ?? '';
    assert.match((JSON.parse(last) as { checkpoint: string }).checkpoint, /^localhost\/audit\n2\n/);
    assert.deepEqual(errors, []);
  });

  test('one that fails is left alone for a while, lags visibly, and gets the newest when it is back', async () => {
    let isAway = true;
    const got: number[] = [];
    let attempts = 0;
    const anchoring = anchoringOf({
      ...{ name: 'of a test', everyMs: 0 },
      put: async ({ size }) => {
        attempts += 1;
        if (isAway) throw new Error('away');
        got.push(size);
      },
    });
    await anchoring.step();
    await anchoring.step();
    assert.deepEqual([attempts, errors.length], [1, 1]);
    await grow();
    await anchoring.step();
    assert.ok(anchoring.backlog.lagMs >= minuteMs && anchoring.backlog.failing === 1);
    isAway = false;
    world.advance(11 * minuteMs);
    await anchoring.step();
    assert.deepEqual([got, anchoring.backlog], [[3], { lagMs: 0, failing: 0 }]);
  });

  test('a checkpoint waits a while for a witness, and not for ever', async () => {
    const got: number[] = [];
    const anchor: Anchor = {
      ...{ name: 'patient', everyMs: 0 },
      put: async ({ size }) => void got.push(size),
    };
    await grow();
    const patient = anchoringOf(anchor, 30 * minuteMs);
    const { rows } = await world.harness.admin.query<{ at: Date }>(
      'select min(signed_at) as at from platform.audit_directory_checkpoints',
    );
    assert.ok(rows[0]);
    const waited = () => world.clock.now() - Number(new Date(rows[0]?.at ?? 0));
    assert.ok(waited() < 30 * minuteMs, 'the test is young enough');
    await patient.step();
    assert.deepEqual(got, []);
    world.advance(30 * minuteMs);
    await patient.step();
    assert.deepEqual(got, [4]);
  });

  test('a bucket gets it under a lock that its owner cannot lift, and one without Object Lock is no anchor', async (t) => {
    const rehearsal = await rehearseEgress();
    t.after(() => rehearsal.close());
    const host = 'bucket.example.com';
    rehearsal.names.set(host, { a: ['127.0.0.1'], aaaa: [] });
    const login = { region: 'eu-central-1', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const certificate = rehearsal.authority.issue({ names: [host] });
    for (const hasObjectLock of [true, false]) {
      const simulator = await startS3Simulator(certificate, {
        ...{ ...login, bucket: 'anchors', hasObjectLock, now: world.clock.now },
      });
      t.after(() => simulator.close());
      const egress = rehearsal.guard({ allowList: [allow(host, simulator.port, loopback, 's3')] });
      const address = `https://${host}:${simulator.port}/anchors/`;
      const anchor = s3Anchor(
        egress,
        { ...login, address, prefix: 'wardroom/', retentionDays: 365 },
        world.clock,
      );
      const before = errors.length;
      await anchoringOf(anchor).step();
      assert.equal(errors.length - before, hasObjectLock ? 0 : 1);
      assert.equal(simulator.objects.length, hasObjectLock ? 1 : 0);
      const [object] = simulator.objects;
      if (object !== undefined) {
        assert.match(object.key, /^wardroom\/0{15}\d\.checkpoint$/);
        assert.match(object.body, /^localhost\/audit\n\d\n/);
        assert.equal(object.mode, 'COMPLIANCE');
        const days = (Date.parse(object.retainUntil ?? '') - world.clock.now()) / 86_400_000;
        assert.ok(days > 364.9 && days <= 365, `${days}`);
      }
    }
  });

  test('a syslog collector gets it over TLS, counted in octets', async (t) => {
    const rehearsal = await rehearseEgress();
    t.after(() => rehearsal.close());
    const host = 'syslog.example.com';
    rehearsal.names.set(host, { a: ['127.0.0.1'], aaaa: [] });
    const received: Buffer[] = [];
    const server = createServer(rehearsal.authority.issue({ names: [host] }), (socket) => {
      socket.on('data', (data: Buffer) => received.push(data)).on('error', () => {});
    });
    t.after(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const egress = rehearsal.guard({ allowList: [allow(host, port, loopback, 'syslog')] });
    const before = errors.length;
    await anchoringOf(syslogAnchor(egress, `tls://${host}:${port}`, 'localhost')).step();
    assert.deepEqual(errors.slice(before), []);
    const [, length = '', text = ''] = /^(\d+) (<109>1 .*)$/s.exec(Buffer.concat(received).toString()) ?? [];
    assert.equal(Number(length), Buffer.byteLength(text));
    const said = JSON.parse(text.slice(text.indexOf('{'))) as { checkpoint: string };
    assert.match(said.checkpoint, /^localhost\/audit\n\d\n/);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WardroomError } from '@wardroom/contract';
import { createLog, describeError, type LogEventName, type LogFields } from './index.ts';

function recording() {
  const lines: string[] = [];
  const log = createLog({
    level: 'debug',
    clock: { now: () => 1_700_000_000_000 },
    destination: { write: (line: string) => void lines.push(line) },
  });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') as Record<string, unknown> };
}

test('a line holds the event and its fields', () => {
  const { log, last } = recording();
  log.info('request.answered', { operation: 'messages.send', code: 'ok', status: 200, durationMs: 1.5 });
  assert.deepEqual(last(), {
    level: 'info',
    at: '2023-11-14T22:13:20.000Z',
    event: 'request.answered',
    operation: 'messages.send',
    code: 'ok',
    status: 200,
    durationMs: 1.5,
  });
});

test('unknown events, unknown fields and values of another form do not reach the line', () => {
  const { log, lines, last } = recording();
  const planted = 'planted hunter2';
  log.warn('request.refused', {
    body: planted,
    headers: { authorization: planted },
    operation: planted,
    code: planted,
    requestId: planted,
    route: `/v1/${planted}`,
    status: planted,
    method: 'GET',
  } as unknown as LogFields);
  assert.deepEqual(Object.keys(last()).sort(), ['at', 'event', 'level', 'method']);
  log.warn(planted as LogEventName);
  assert.equal(lines.length, 1);
  assert.ok(!lines.join('').includes('hunter2'));
});

test('an error is name, code and frames; its message stays out, even one that looks like a frame', () => {
  const { log, lines, last } = recording();
  const inner = Object.assign(new TypeError('secret-one\n    at secret (secret-two.ts:1:1)'), {
    code: 'E_INNER',
  });
  log.error('request.bug', {}, new WardroomError('internal', { cause: inner }));
  assert.ok(!lines.join('').includes('secret'));
  const { error } = last() as { error: ReturnType<typeof describeError> };
  assert.equal(error.code, 'internal');
  assert.equal(error.cause?.code, 'E_INNER');
  assert.match(
    error.cause?.frames[0] ?? '',
    /^(\S+ )?packages\/server\/src\/kernel\/log\/log\.test\.ts:\d+:\d+$/,
  );
});

test('a message that was changed after the error was made costs the frames, not the secret', () => {
  const error = new Error('secret-one\n    at secret (/secret-two.ts:1:1)');
  assert.ok(error.stack?.includes('secret-two'), 'V8 writes the stack when it is first read');
  error.message = 'other';
  assert.deepEqual(describeError(error).frames, []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOk, rehearse } from './rehearsal.ts';

test('secrets planted in every place of a request reach no log line', async (t) => {
  const edge = await rehearse();
  t.after(() => edge.close());
  const show = '/v1/sessions.show';
  const planted = 'planted0secret';
  const headers = {
    cookie: `__Host-wardroom=${planted}; other=${planted}`,
    'user-agent': planted,
    referer: `http://x/${planted}`,
    'x-custom': planted,
  };
  const host = `localhost:${edge.port}`;
  await edge.ask({
    path: '/v1/messages.send',
    headers,
    body: JSON.stringify({ body: planted, [planted]: planted }),
  });
  await edge.ask({ path: '/v1/messages.send', headers, body: `{"${planted}` });
  await edge.ask({ path: `/v1/${planted}`, headers });
  await edge.ask({ path: `/v1/messages.send?${planted}`, headers });
  await edge.ask({ method: 'GET', path: `/v1/sessions.show?${planted}=${planted}`, headers });
  await edge.ask({
    method: 'GET',
    path: `/${planted}?${planted}`,
    headers: { ...headers, accept: 'text/html' },
  });
  await edge.ask({ path: show, origin: `http://${planted}.example`, headers });
  await edge.ask({ path: show, host: `${planted}.example`, headers });
  await edge.ask({ path: show, headers: { authorization: `Bearer ${planted}` } });
  await edge.ask({ path: show, headers: { authorization: `${planted}` } });
  await edge
    .ask({ method: planted.toUpperCase().replace('0', 'O').slice(0, 7), path: '/', host })
    .catch(() => null);
  await edge.raw(`GET /${planted} HTTP/1.1\r\n${planted}\r\n\r\n`);
  edge.outcome = () =>
    Promise.reject(
      Object.assign(new TypeError(`at ${planted} (${planted}.ts:1:1)`), {
        [planted]: planted,
      }),
    );
  const bug = await edge.ask({ path: '/v1/messages.send', headers });
  edge.outcome = { ...answerOk({ secret: planted }), sessionSecret: planted };
  await edge.ask({ path: '/v1/sessions.create', headers });
  edge.outcome = answerOk();
  assert.equal(bug.code, 'internal');
  assert.ok(edge.logLines.length >= 10, 'lines were written');
  const found = edge.logLines.filter((line) => line.toLowerCase().includes('planted'));
  assert.deepEqual(found, []);
});

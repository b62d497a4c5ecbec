import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportBatch } from './batch.ts';
import { planSample, type SampleCompany } from './sample.ts';

const endsAt = Date.UTC(2026, 0, 5, 12);

async function sampleOf(company: SampleCompany) {
  const batches: ImportBatch[] = [];
  for await (const batch of planSample({ company, endsAt })) batches.push(batch);
  return batches;
}

test('both companies have people who talk in threads, in order, up to the given time and not after', async () => {
  for (const company of ['acme', 'globex'] as const) {
    const batches = await sampleOf(company);
    const handles = new Set(batches.flatMap((batch) => batch.authors.map((author) => author.handle)));
    const ids = new Set<string>();
    for (const { messages } of batches) {
      let lastAt = 0;
      for (const message of messages) {
        assert.ok(message.sentAt > lastAt && message.sentAt <= endsAt, message.externalId);
        assert.ok(handles.has(message.authorHandle));
        assert.ok(message.replyToExternalId === null || ids.has(message.replyToExternalId));
        for (const [, handle] of message.text.matchAll(/(?:^|\s)@([a-z]+)/g)) {
          assert.ok(
            handle !== undefined && handles.has(handle),
            `${message.externalId} mentions somebody else's colleague`,
          );
        }
        ids.add(message.externalId);
        lastAt = message.sentAt;
      }
    }
    const report = batches.at(-1)?.report;
    assert.ok(report && report.messages === ids.size && report.links.threads >= 4);
  }
});

test('the same time gives the same plan', async () => {
  assert.deepEqual(await sampleOf('acme'), await sampleOf('acme'));
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { templateNames, templates } from './templates.ts';

test('the templates are the examples of the guide, word by word', () => {
  const guide = readFileSync(new URL('../../../../../docs/policies.md', import.meta.url), 'utf8');
  const examples = [...guide.matchAll(/```cedar ([\w-]+)\n([\s\S]*?)\n```/g)].map(([, name, text]) => [
    name,
    text,
  ]);
  assert.deepEqual(
    templateNames.map((name) => [name, templates[name]]),
    examples,
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TextStorage } from '../environment.ts';
import { noon } from '../workspace/testing.ts';
import { createDrafts } from './drafts.ts';

const dayMs = 86_400_000;

/** Storage of one device with its tabs: what one writes, the others hear when they are told. */
function device(room = Number.POSITIVE_INFINITY) {
  const kept = new Map<string, string>();
  const storage: TextStorage = {
    read: (key) => kept.get(key) ?? null,
    write(key, text) {
      if (text !== null && text.length > room) return false;
      if (text === null) kept.delete(key);
      else kept.set(key, text);
      return true;
    },
    keys: (prefix) => [...kept.keys()].filter((key) => key.startsWith(prefix)),
  };
  let revisions = 0;
  const clock = { now: noon };
  const tab = (authorId: 'prn_a' | 'prn_b' = 'prn_a') => {
    const works = new Set<() => void>();
    const marks = new Map<string, boolean>();
    const drafts = createDrafts({
      storage,
      authorId,
      newRevision() {
        revisions += 1;
        return `r${revisions}`;
      },
      now: () => clock.now,
      schedule(work) {
        works.add(work);
        return () => works.delete(work);
      },
      onPresence: (place, present) => marks.set(place, present),
    });
    return { drafts, marks };
  };
  return { kept, tab, clock };
}

const place = 'chn_a';
const key = 'wardroom.draft.prn_a.chn_a';

/** Keeps what `from` has and lets `to` hear of it. */
function pass(kept: Map<string, string>, from: { flush(): void }, to: ReturnType<typeof createDrafts>): void {
  const before = kept.get(key) ?? null;
  from.flush();
  const now = kept.get(key) ?? null;
  if (now !== before) to.hear(key, now, before);
}

test('what one tab writes and goes on writing, the other shows; what it sends is gone there, too', () => {
  const { kept, tab } = device();
  const [one, two] = [tab(), tab()];
  assert.equal(two.drafts.get(place).text, '');
  for (const text of ['Hall', 'Hall C']) {
    one.drafts.change(place, text);
    pass(kept, one.drafts, two.drafts);
    assert.equal(two.drafts.get(place).text, text);
  }
  two.drafts.change(place, 'Hall C is full');
  pass(kept, two.drafts, one.drafts);
  assert.equal(one.drafts.get(place).text, 'Hall C is full');
  const before = kept.get(key) ?? null;
  one.drafts.change(place, '');
  assert.equal(kept.has(key), false);
  two.drafts.hear(key, null, before);
  assert.deepEqual([two.drafts.get(place).text, two.marks.get(place)], ['', false]);
});

test('two tabs that write at the same time keep their texts, and each can have the other', () => {
  const { kept, tab } = device();
  const [one, two] = [tab(), tab()];
  one.drafts.change(place, 'mine');
  two.drafts.change(place, 'yours');
  pass(kept, one.drafts, two.drafts);
  pass(kept, two.drafts, one.drafts);
  const shown = [one.drafts.get(place), two.drafts.get(place)];
  assert.deepEqual(
    shown.map(({ text, other }) => [text, other]),
    [
      ['mine', 'yours'],
      ['yours', 'mine'],
    ],
  );
  // A tab that is opened now, or loaded again, has both.
  const third = tab().drafts.get(place);
  assert.deepEqual([third.text, third.other], ['yours', 'mine']);
  two.drafts.takeOther(place);
  assert.deepEqual([two.drafts.get(place).text, two.drafts.get(place).other], ['mine', 'yours']);
  two.drafts.dropOther(place);
  pass(kept, two.drafts, one.drafts);
  assert.deepEqual([one.drafts.get(place).text, one.drafts.get(place).other], ['mine', null]);
});

test('sending in one tab leaves what the other one holds instead', () => {
  const { kept, tab } = device();
  const [one, two] = [tab(), tab()];
  one.drafts.change(place, 'mine');
  two.drafts.change(place, 'yours');
  one.drafts.flush();
  two.drafts.flush();
  one.drafts.change(place, '');
  assert.equal(tab().drafts.get(place).text, 'yours');
  assert.equal(one.drafts.get(place).other, 'yours');
  assert.ok(kept.has(key));
});

test('without room the text stays in the page, and it is said once', () => {
  const { tab } = device(80);
  const { drafts } = tab();
  drafts.change(place, 'x'.repeat(100));
  drafts.flush();
  assert.equal(drafts.get(place).text.length, 100);
  assert.equal(drafts.unkept(), true);
  drafts.noteSeen();
  drafts.change(place, 'y'.repeat(100));
  drafts.flush();
  assert.equal(drafts.unkept(), false);
});

test('drafts are their author’s own, and nothing is kept after the end', () => {
  const { kept, tab } = device();
  const { drafts } = tab();
  drafts.change(place, 'a secret');
  drafts.flush();
  assert.equal(tab('prn_b').drafts.get(place).text, '');
  assert.deepEqual(tab('prn_b').drafts.places(), []);
  assert.deepEqual(tab().drafts.places(), [place]);
  drafts.change(place, 'another secret');
  drafts.close();
  drafts.flush();
  assert.doesNotMatch([...kept.values()].join(), /another/);
});

test('a draft that nobody touched for thirty days is gone from the device, whoever wrote it', () => {
  const { kept, tab, clock } = device();
  const [mine, theirs] = [tab(), tab('prn_b')];
  mine.drafts.change(place, 'soon to be finished');
  theirs.drafts.change(place, 'never finished');
  mine.drafts.flush();
  theirs.drafts.flush();
  clock.now = noon + 29 * dayMs;
  assert.deepEqual(tab().drafts.places(), [place]);
  mine.drafts.change(place, 'still being written');
  mine.drafts.flush();
  clock.now = noon + 31 * dayMs;
  assert.deepEqual(tab().drafts.places(), [place]);
  assert.deepEqual([...kept.keys()], [key], 'the other one is removed, not only hidden');
  clock.now = noon + 60 * dayMs;
  assert.equal(tab().drafts.get(place).text, '');
  clock.now = noon - 40 * dayMs;
  assert.equal(tab().drafts.get(place).text, '', 'a clock that was wrong keeps nothing for ever');
});

test('all drafts together take no more than their room, and what is too much stays in the page', () => {
  const { kept, tab } = device();
  const { drafts } = tab();
  for (let number = 0; number < 25; number += 1) {
    drafts.change(`chn_${number}`, 'x'.repeat(100_000));
    drafts.flush();
  }
  const taken = [...kept.values()].reduce((sum, text) => sum + text.length, 0);
  assert.ok(taken > 1_800_000 && taken <= 2_000_000, String(taken));
  assert.equal(drafts.unkept(), true);
  assert.equal(drafts.get('chn_24').text.length, 100_000);
});

test('nonsense in the storage is no draft', () => {
  const { kept, tab } = device();
  for (const text of ['', 'null', '[]', '{"text":7}', '{"text":"a"}', '{"text":"a","revision":"r"}']) {
    kept.set(key, text);
    assert.equal(tab().drafts.get(place).text, '');
  }
});

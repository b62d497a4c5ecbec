import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClockStyle, Timeline } from './timeline.ts';

const dayAt = Date.UTC(2006, 0, 12);
const clock = (text: string) => Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60;

function isoTimes(readings: string[], twelveHourClock = false, dates: (number | null)[] = []) {
  const timeline = new Timeline();
  timeline.startFile(dayAt, twelveHourClock);
  const placed = readings.map((text, position) => {
    const at = timeline.place({
      dayAt: dates[position] ?? null,
      secondOfDay: text === '' ? null : clock(text),
    });
    return new Date(at).toISOString().slice(8);
  });
  return { placed, moved: timeline.moved };
}

test('lines of one minute keep their order', () => {
  const { placed } = isoTimes(['10:00', '10:00', '', '10:01']);
  assert.deepEqual(placed, ['12T10:00:00.000Z', '12T10:00:00.001Z', '12T10:00:00.002Z', '12T10:01:00.000Z']);
});

test('midnight begins the next day', () => {
  const { placed, moved } = isoTimes(['23:59', '00:00', '23:00', '01:00']);
  assert.deepEqual(
    placed.map((at) => at.slice(0, 8)),
    ['12T23:59', '13T00:00', '13T23:00', '14T01:00'],
  );
  assert.equal(moved, 0);
});

test('a clock set back delays lines instead of skipping a day', () => {
  const { placed, moved } = isoTimes(['02:59', '02:00', '03:00']);
  assert.deepEqual(placed, ['12T02:59:00.000Z', '12T02:59:00.001Z', '12T03:00:00.000Z']);
  assert.equal(moved, 1);
});

test('a twelve-hour clock passes noon and midnight', () => {
  const { placed } = isoTimes(['11:59', '12:00', '01:00', '11:59', '12:10'], true);
  assert.deepEqual(
    placed.map((at) => at.slice(0, 8)),
    ['12T11:59', '12T12:00', '12T13:00', '12T23:59', '13T00:10'],
  );
});

test('a named date is never left, even by a clock that goes back', () => {
  const next = dayAt + 86_400_000;
  const { placed, moved } = isoTimes(['20:00', '01:00', '01:00'], false, [dayAt, dayAt, next]);
  assert.deepEqual(placed, ['12T20:00:00.000Z', '12T20:00:00.001Z', '13T01:00:00.000Z']);
  assert.equal(moved, 1);
});

test('time never goes back from one file of a channel to the next', () => {
  const timeline = new Timeline();
  timeline.startFile(dayAt, false);
  const last = timeline.place({ dayAt: null, secondOfDay: clock('12:00') });
  timeline.startFile(dayAt, false);
  assert.equal(timeline.place({ dayAt: null, secondOfDay: clock('11:00') }), last + 1);
});

test('a twelve-hour clock is known by its hours going round without one past twelve', () => {
  const styleOf = (readings: string[]) => {
    const style = new ClockStyle();
    for (const reading of readings) style.observe(clock(reading));
    return style.isTwelveHour;
  };
  assert.equal(styleOf(['09:00', '12:59', '01:05']), true);
  assert.equal(styleOf(['09:00', '11:59', '00:01']), true);
  assert.equal(styleOf(['09:00', '12:59', '01:05', '13:00']), false);
  assert.equal(styleOf(['09:00', '12:59']), false);
});

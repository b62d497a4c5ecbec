import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PresenceState, Uuid } from '@wardroom/contract';
import fc from 'fast-check';
import { PresenceRecord } from './presence-record.ts';

const graceMs = 10;
const person = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}` as Uuid;
type Device = { who: Uuid; state: 'active' | 'away' };

const step = fc.record({
  kind: fc.constantFrom('come', 'turn', 'leave', 'leave', 'wait', 'tell', 'tell'),
  who: fc.nat(5),
  pick: fc.nat(50),
  away: fc.boolean(),
});

/** A follower who is told what changed since what they know, at moments of its own. */
class Follower {
  readonly states = new Map<Uuid, PresenceState>();
  version = -1;

  tell(record: PresenceRecord): void {
    const changed = record.since(this.version);
    if (changed === null) this.states.clear();
    for (const id of changed ?? record.present()) {
      const state = record.stateOf(id);
      if (state === 'offline') this.states.delete(id);
      else this.states.set(id, state);
    }
    this.version = record.version;
  }
}

test('whoever is told what changed since any moment knows what a whole list would say', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const record = new PresenceRecord();
      const devices: Device[] = [];
      const [often, seldom] = [new Follower(), new Follower()];
      let now = 0;
      for (const { kind, who, pick, away } of steps) {
        const state = away ? 'away' : 'active';
        const device = devices[pick % Math.max(1, devices.length)];
        now += 1;
        if (kind === 'come') {
          devices.push({ who: person(who), state });
          record.came(person(who), state);
        } else if (kind === 'turn' && device) {
          record.turned(device.who, device.state, state);
          device.state = state;
        } else if (kind === 'leave' && device) {
          devices.splice(devices.indexOf(device), 1);
          record.left(device.who, device.state, now + graceMs);
        } else if (kind === 'wait') now += graceMs;
        else if (kind === 'tell') {
          record.advance(now);
          often.tell(record);
          if (pick % 5 === 0) seldom.tell(record);
        }
      }
      now += 2 * graceMs;
      record.advance(now);
      for (const follower of [often, seldom]) {
        follower.tell(record);
        assert.deepEqual(new Map([...follower.states].sort()), expected(devices));
      }
    }),
    { numRuns: 300 },
  );
});

function expected(devices: readonly Device[]): Map<Uuid, PresenceState> {
  const best = new Map<Uuid, PresenceState>();
  for (const { who, state } of devices) if (best.get(who) !== 'active') best.set(who, state);
  return new Map([...best].sort());
}

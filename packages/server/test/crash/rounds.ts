/**
 * Kill rounds: people chat, something is killed with SIGKILL at a random moment, everybody comes back; then everything
 * that anybody was told is compared with what is there.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { found } from './founding.ts';
import { PersonAtDevice } from './person-at-device.ts';
import { type Seeded, seeded } from './seeded.ts';
import { freePort, type KillKind, killKinds, ServerProcess } from './server-process.ts';
import { verifyDatabase } from './verify-database.ts';
import { verifyPeople } from './verify-people.ts';

/** A round lets people chat for this long before the kill, and for as long again after everybody is back. */
const chatMs = { least: 150, more: 1_100 };
const recoveryMs = 60_000;

export interface Tally {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly kills: Record<KillKind, number>;
  /** Times the server ended by itself, because its database was gone. */
  readonly ownEnds: number;
  readonly failedStarts: number;
}

export async function runKillRounds(
  rounds: number,
  seed: number,
  print: (line: string) => void,
): Promise<Tally> {
  print(`seed ${seed} (WARDROOM_SEED replays it), ${rounds} rounds`);
  const chance = seeded(seed);
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-crash-'));
  const server = new ServerProcess(join(directory, 'data'), await freePort());
  const people: PersonAtDevice[] = [];
  try {
    await server.start();
    const place = await found(server);
    for (const who of place.devices)
      people.push(new PersonAtDevice(place, who, server.port, seeded(chance.below(2 ** 31))));
    const kills = await chatAndKill(server, people, { rounds, chance, print });
    await verifyPeople(place, people);
    await closeAll(people);
    await stopOrderly(server);
    await verifyDatabase(server.directory, people);
    const tally = tallyOf(server, people, { rounds, kills });
    print(JSON.stringify({ ...tally, codes: codesOf(people) }));
    return tally;
  } finally {
    await closeAll(people);
    await server.abandon();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Plan {
  readonly rounds: number;
  readonly chance: Seeded;
  readonly print: (line: string) => void;
}

async function chatAndKill(
  server: ServerProcess,
  people: readonly PersonAtDevice[],
  { rounds, chance, print }: Plan,
): Promise<Record<KillKind, number>> {
  server.whenReady(() => {
    for (const person of people) person.wake();
  });
  await Promise.all(people.map((person) => person.follow()));
  const working = Promise.all(people.map((person) => person.work()));
  // A failure is told where it is waited for.
  working.catch(() => {});
  const kills: Record<KillKind, number> = { server: 0, postmaster: 0, backend: 0, both: 0 };
  // Every kind comes up, in an order of chance.
  const order = killKinds.map((kind) => ({ kind, at: chance.next() })).sort((a, b) => a.at - b.at);
  for (let round = 0; round < rounds; round += 1) {
    const kind = order[round % order.length]?.kind ?? 'server';
    await Promise.race([working, sleep(chatMs.least + chance.below(chatMs.more))]);
    const before = acknowledgedBy(people);
    if (server.kill(kind, (count) => chance.below(Math.max(1, count)))) kills[kind] += 1;
    const tookMs = await recovered(server, people, before);
    print(
      `round ${round + 1}: ${kind} killed after ${before} messages, all clients answered after ${tookMs} ms`,
    );
  }
  for (const person of people) person.rest();
  await working;
  return kills;
}

/** Everybody has been answered since the kill: none is stuck. */
async function recovered(
  server: ServerProcess,
  people: readonly PersonAtDevice[],
  before: number,
): Promise<number> {
  const start = performance.now();
  const answered = people.map(answersOf);
  await sleep(20);
  for (;;) {
    await server.ready();
    for (const person of people) person.wake();
    const stuck = people.filter((person, index) => answersOf(person) <= (answered[index] ?? 0));
    if (stuck.length === 0 && acknowledgedBy(people) > before) return Math.round(performance.now() - start);
    if (performance.now() - start > recoveryMs)
      assert.fail(`${stuck.map(({ name }) => name)} got no answer; ${JSON.stringify(server.exits.at(-1))}`);
    await sleep(50);
  }
}

const answersOf = ({ sent }: PersonAtDevice): number => sent.filter(({ message }) => message !== null).length;
const acknowledgedBy = (people: readonly PersonAtDevice[]): number =>
  people.reduce((sum, person) => sum + answersOf(person), 0);

async function stopOrderly(server: ServerProcess): Promise<void> {
  const { code, left } = await server.stop();
  assert.equal(code, 0, 'the server ends in order after everything');
  assert.deepEqual(left, [], 'PostgreSQL is stopped with it');
}

async function closeAll(people: readonly PersonAtDevice[]): Promise<void> {
  await Promise.all(people.map((person) => person.close().catch(() => {})));
}

function tallyOf(
  { exits }: ServerProcess,
  people: readonly PersonAtDevice[],
  { rounds, kills }: Pick<Tally, 'rounds' | 'kills'>,
): Tally {
  return {
    rounds,
    acknowledged: acknowledgedBy(people),
    kills,
    ownEnds: exits.filter(({ signal, early }) => signal === null && !early).length,
    failedStarts: exits.filter(({ early, signal }) => early && signal === null).length,
  };
}

export function codesOf(people: readonly PersonAtDevice[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const { codes } of people) for (const [code, count] of codes) all[code] = (all[code] ?? 0) + count;
  return all;
}

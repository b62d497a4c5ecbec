/**
 * One process that runs many command lines: one JSON array of arguments per line of standard input, one JSON answer per
 * line of standard output. For suites that try hundreds, for which a process each would take minutes.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../src/program.ts';
import type { Surroundings } from '../src/surroundings.ts';

function collecting(): { readonly stream: NodeJS.WriteStream; text(): string } {
  let collected = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      collected += String(chunk);
      done();
    },
  });
  return { stream: stream as NodeJS.WriteStream, text: () => collected };
}

async function run(words: readonly string[]) {
  const [stdout, stderr] = [collecting(), collecting()];
  const surroundings: Surroundings = {
    arguments: words,
    environment: process.env,
    stdin: Readable.from([]) as unknown as NodeJS.ReadStream,
    stdout: stdout.stream,
    stderr: stderr.stream,
    now: () => Date.now(),
    drawBytes: (length) => randomBytes(length),
    drawFraction: () => 0.5,
    newClientKey: () => randomUUID(),
    wait: async () => {},
    onSignal: () => () => {},
  };
  const code = await runCommandLine(surroundings, 'test');
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(line) as string[]))}\n`);

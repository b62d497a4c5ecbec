/** A real DNS server on loopback, over UDP and TCP, whose answers a test writes, also one after another. */
/// <reference path="./dns-packet.d.ts" />
import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import codec from 'dns-packet';

/** What one query is answered: addresses, an alias with its addresses, an error code, or nothing at all. */
export type DnsAnswer =
  | readonly string[]
  | { readonly alias: string; readonly addresses: readonly string[] }
  | { readonly rcode: number }
  | 'silence';

export interface DnsRecords {
  /** A record, or several: the first query gets the first, and so on, the last for ever. */
  readonly a?: DnsAnswer | { readonly inTurn: readonly DnsAnswer[] };
  readonly aaaa?: DnsAnswer | { readonly inTurn: readonly DnsAnswer[] };
  /** Texts; each is cut into strings of 255 bytes. */
  readonly txt?: DnsAnswer | { readonly inTurn: readonly DnsAnswer[] };
}

const fields: Readonly<Record<string, keyof DnsRecords>> = { A: 'a', AAAA: 'aaaa', TXT: 'txt' };

export interface NameServer {
  /** `address:port`. */
  readonly address: string;
  set(name: string, records: DnsRecords): void;
  /** Queries since the last look: `A name`. */
  take(): string[];
  close(): Promise<void>;
}

const nameError = 3;
/** More does not fit into a datagram of RFC 1035. */
const maxDatagram = 512;

export async function startNameServer(): Promise<NameServer> {
  const zone = new Map<string, DnsRecords>();
  const counts = new Map<string, number>();
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const answer = (query: Uint8Array): Uint8Array | null => {
    const { id, questions } = codec.decode(query);
    const [question = { name: '', type: '' }] = questions;
    const key = `${question.type} ${question.name.toLowerCase()}`;
    seen.push(key);
    const turn = counts.get(key) ?? 0;
    counts.set(key, turn + 1);
    const records = zone.get(question.name.toLowerCase());
    const field = fields[question.type];
    const given = records === undefined ? { rcode: nameError } : field && records[field];
    const now =
      given !== undefined && typeof given === 'object' && 'inTurn' in given
        ? pick(given.inTurn, turn)
        : given;
    if (now === 'silence') return null;
    const rcode = now !== undefined && 'rcode' in now ? now.rcode : 0;
    return codec.encode({
      ...{ id, type: 'response', questions },
      flags: codec.RECURSION_DESIRED | codec.RECURSION_AVAILABLE | rcode,
      answers: recordsOf(question, now ?? []),
    });
  };
  const tcp = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => {}));
    socket.on('data', (bytes) => {
      const reply = answer(bytes.subarray(2));
      if (reply !== null)
        socket.write(Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 255]), reply]));
    });
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4', (message, peer) => {
    const reply = answer(message);
    if (reply === null) return;
    const sent = reply.length <= maxDatagram ? reply : truncated(message);
    udp.send(sent, peer.port, peer.address);
  });
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${port}`,
    set: (name, records) => {
      zone.set(name, records);
      for (const type of Object.keys(fields)) counts.delete(`${type} ${name}`);
    },
    take: () => seen.splice(0),
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise((resolve) => tcp.close(resolve)),
        new Promise<void>((resolve) => udp.close(() => resolve())),
      ]);
    },
  };
}

const pick = (answers: readonly DnsAnswer[], turn: number): DnsAnswer | undefined =>
  answers[Math.min(turn, answers.length - 1)];

function recordsOf(
  { name, type }: { readonly name: string; readonly type: string },
  answer: Exclude<DnsAnswer, 'silence'>,
) {
  if ('rcode' in answer) return [];
  const record = (owner: string, data: string, kind = type) => ({
    ...{ name: owner, type: kind, ttl: 0 },
    data: kind === 'TXT' ? (data.match(/.{1,255}/gs) ?? ['']) : data,
  });
  if (!('alias' in answer)) return answer.map((address) => record(name, address));
  const { alias, addresses } = answer;
  return [record(name, alias, 'CNAME'), ...addresses.map((address) => record(alias, address))];
}

function truncated(query: Uint8Array): Uint8Array {
  const { id, questions } = codec.decode(query);
  const flags = codec.RECURSION_DESIRED | codec.RECURSION_AVAILABLE | codec.TRUNCATED_RESPONSE;
  return codec.encode({ id, type: 'response', flags, questions, answers: [] });
}

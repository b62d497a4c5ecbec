/** Sets a fresh server up over HTTP, as a person with the setup link would, and signs everybody in. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import type { ChannelId, OperationName, PrincipalId } from '@wardroom/contract';
import type { ServerProcess } from './server-process.ts';

export const password = 'a long enough passphrase 7';
/** Each is on two devices. The last two are a guest and a bot. */
export const handles = [
  ...['ann', 'ben', 'cem', 'dora', 'eva', 'fred', 'gus', 'hana', 'ines', 'jan'],
  ...['guest', 'bot'],
] as const;
export type Handle = (typeof handles)[number];

export interface SignedIn {
  readonly handle: Handle;
  readonly device: number;
  readonly principalId: PrincipalId;
  /** A cookie, or the key of the bot. */
  readonly cookie: string | undefined;
  readonly key: string | undefined;
}

export interface Founded {
  readonly host: string;
  readonly devices: readonly SignedIn[];
  /** Everybody stays in these two; people come and go in the lobby. */
  readonly general: ChannelId;
  readonly projects: ChannelId;
  readonly lobby: ChannelId;
}

interface Answer {
  readonly output: Record<string, never>;
  readonly cookie: string | undefined;
}

type Ask = (host: string, operation: OperationName, input: unknown, cookie?: string) => Promise<Answer>;

const asker =
  (port: number): Ask =>
  (name, operation, input, cookie) =>
    new Promise((resolve, reject) => {
      const host = `${name}:${port}`;
      const headers = {
        ...{ host, origin: `http://${host}`, 'content-type': 'application/json' },
        ...(cookie === undefined ? {} : { cookie }),
      };
      const path = `/v1/${operation}`;
      const options = { host: '127.0.0.1', port, path, method: 'POST', headers, agent: false };
      const asked = request(options, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => {
          if (response.statusCode !== 200) reject(new Error(`${operation}: ${text}`));
          else
            resolve({ output: JSON.parse(text), cookie: response.headers['set-cookie']?.[0]?.split(';')[0] });
        });
      });
      asked.on('error', reject);
      asked.end(JSON.stringify(input));
    });

export async function found(server: ServerProcess): Promise<Founded> {
  const ask = asker(server.port);
  const host = 'acme.localhost';
  await ask('localhost', 'setup.complete', {
    secret: server.setupLink?.split('#')[1],
    operator: { name: 'Op', password },
    tenant: { slug: 'acme', name: 'Acme' },
    owner: { handle: 'ann', displayName: 'Ann', password },
  });
  const signIn = async (handle: Handle, device: number): Promise<SignedIn> => {
    const { output, cookie } = await ask(host, 'sessions.create', { name: handle, password });
    const { principal } = output as unknown as { principal: { id: PrincipalId } };
    return { handle, device, principalId: principal.id, cookie, key: undefined };
  };
  const owner = await signIn('ann', 0);
  const run = async <T>(operation: OperationName, input: unknown): Promise<T> =>
    (await ask(host, operation, input, owner.cookie)).output as T;
  const devices = [owner, await signIn('ann', 1)];
  for (const handle of handles.slice(1, -1)) {
    const role = handle === 'guest' ? 'guest' : 'member';
    await run('principals.create', { handle, displayName: handle, password, role });
    devices.push(...(await Promise.all([signIn(handle, 0), signIn(handle, 1)])));
  }
  devices.push(...(await botDevices(run)));
  const channels = await foundChannels(run, devices);
  return { host, devices, ...channels };
}

type Run = <T>(operation: OperationName, input: unknown) => Promise<T>;

async function botDevices(run: Run): Promise<SignedIn[]> {
  const { principal } = await run<{ principal: { id: PrincipalId } }>('principals.createBot', {
    handle: 'bot',
    displayName: 'bot',
  });
  const device = async (index: number): Promise<SignedIn> => {
    const { secret } = await run<{ secret: string }>('credentials.issue', {
      principalId: principal.id,
      description: `key ${index}`,
      scopes: ['messages:read', 'messages:write', 'channels:read', 'workspace:read'],
    });
    return { handle: 'bot', device: index, principalId: principal.id, cookie: undefined, key: secret };
  };
  return [await device(0), await device(1)];
}

async function foundChannels(run: Run, devices: readonly SignedIn[]) {
  const create = async (name: string, kind: 'public' | 'private'): Promise<ChannelId> =>
    (await run<{ channel: { id: ChannelId } }>('channels.create', { name, kind })).channel.id;
  // A workspace begins with a channel of its own; these are the test's.
  const [general, projects, lobby] = [
    await create('load-general', 'public'),
    await create('load-projects', 'private'),
    await create('load-lobby', 'public'),
  ];
  const everybody = new Set(devices.map(({ principalId }) => principalId));
  everybody.delete(devices[0]?.principalId as PrincipalId);
  for (const channelId of [general, projects])
    for (const principalId of everybody) await run('channels.addMember', { channelId, principalId });
  assert.equal(everybody.size, handles.length - 1);
  return { general, projects, lobby };
}

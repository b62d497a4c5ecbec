/** TEMPORARY until the SDK's realtime exists. */
import type { Environment } from '../environment.ts';
import type { Call, Port } from './port.ts';

export function sdkPort(environment: Environment): Port {
  const call = (async (name: string, input: unknown) => {
    const answer = await environment.fetch(`/v1/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
    const output = await answer.json();
    if (!answer.ok) throw output;
    return output;
  }) as Call;
  return {
    call,
    fold: (synced) => synced,
    follow(handlers) {
      call('sync.snapshot', {}).then((snapshot) => {
        handlers.onSnapshot(
          {
            ...snapshot,
            channels: new Map(snapshot.channels.map((channel) => [channel.id, channel])),
            people: new Map(snapshot.people.map((person) => [person.id, person])),
          },
          true,
        );
        handlers.onConnection('live');
      }, handlers.onFailure);
      return { close() {}, wake() {} };
    },
  };
}

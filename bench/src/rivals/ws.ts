/** Baseline: a bare `ws` server that writes the same text to every socket, without any question asked. */
import { WebSocketServer } from 'ws';
import { obey } from './rival.ts';

const server = new WebSocketServer({
  port: Number(process.argv[2]),
  host: '127.0.0.1',
  perMessageDeflate: false,
});
server.on('listening', () =>
  obey((text) => {
    const data = Buffer.from(text);
    for (const client of server.clients) client.send(data, { binary: false });
  }),
);

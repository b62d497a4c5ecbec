/** Baseline: Socket.IO, websocket transport only, broadcasting to everybody. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { obey } from './rival.ts';

const http = createServer();
const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
http.listen(Number(process.argv[2]), '127.0.0.1', () => obey((text) => void server.emit('message', text)));

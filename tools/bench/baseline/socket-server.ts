import { createServer } from 'node:http';
import { Server } from 'socket.io';

/* The baseline of "memory per idle participant": socket.io with nothing on it. Argument: port. */
const http = createServer((_request, response) => void response.end());
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', () => undefined);
http.listen(Number(process.argv[2]), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));

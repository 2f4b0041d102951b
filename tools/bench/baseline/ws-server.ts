import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';

/*
 * The baseline of "CPU per broadcast delivery": ws alone. What one client says goes to all, encoded once.
 * Argument: port.
 */
const http = createServer((_request, response) => void response.end());
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
let nextId = 1;
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const { text } = JSON.parse(data.toString()) as { text: string };
    // The same content as Plenary's `chatMessage`.
    const message = { id: String(nextId++), peerId: 'aaaaaaaaaaaaaaaaaaaaa', name: 'Viewer 100', text, sentAt: Date.now() };
    const encoded = Buffer.from(JSON.stringify(['chatMessage', { message }]));
    for (const client of server.clients) {
      if (client.readyState === WebSocket.OPEN) {
        client.send(encoded, { binary: false });
      }
    }
  });
});
http.listen(Number(process.argv[2]), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));

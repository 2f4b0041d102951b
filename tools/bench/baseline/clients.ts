import { io } from 'socket.io-client';
import { WebSocket } from 'ws';

/*
 * Clients of the two socket baselines, in a process of their own, directed over IPC: they connect, say
 * something when told to, and count what they receive.
 */
export type ClientsCommand =
  | { readonly kind: 'connect'; readonly via: 'ws' | 'socket.io'; readonly url: string; readonly count: number }
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'received' };

const sockets: { send(data: string): void }[] = [];
let received = 0;
let nextSpeaker = 0;

async function connect(via: 'ws' | 'socket.io', url: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await new Promise<void>((resolve, reject) => {
      if (via === 'ws') {
        const socket = new WebSocket(url.replace('http', 'ws'), { perMessageDeflate: false });
        socket.on('open', resolve).on('error', reject).on('message', () => received++);
        sockets.push(socket);
      } else {
        const socket = io(url, { transports: ['websocket'], forceNew: true });
        socket.on('connect', resolve).on('connect_error', reject);
      }
    });
  }
}

process.on('message', (command: ClientsCommand) => {
  switch (command.kind) {
    case 'connect':
      void connect(command.via, command.url, command.count).then(() => process.send?.('connected'));
      break;
    case 'say':
      sockets[nextSpeaker++ % sockets.length]?.send(JSON.stringify({ text: command.text }));
      break;
    case 'received':
      process.send?.(received);
      break;
    default:
      command satisfies never;
  }
});
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));

import { PROTOCOL_VERSION } from '@plenary/protocol';
import { WebSocket } from 'ws';

/*
 * A process of its own that floods a server: `node flood-child.ts <url> <sockets> <bytes of a frame> <seconds>`. It
 * prints a line of JSON for each socket when it is cut, `{ "ms": 120, "code": 1006, "last": "42[\"closed\",…" }`, and
 * opens another in its place until so many seconds are over. All of them come from one address, behind a proxy.
 */
const [url = '', sockets = '1', bytes = '0', seconds = '0'] = process.argv.slice(2);
const end = performance.now() + Number(seconds) * 1_000;
const FRAMES_A_TURN = 50;
const ENOUGH_WAITING = 100_000;
const AGAIN_MS = 50;

const text = 'x'.repeat(Number(bytes));
const frame = Number(bytes) === 0 ? '42["setView",{"tiles":[]}]' : `42["sendChat",{"text":"${text}"}]`;
const address = `${url.replace(/^http/u, 'ws')}/socket.io/?EIO=4&transport=websocket`;

function flood(): void {
  const socket = new WebSocket(address, { headers: { 'x-forwarded-for': '203.0.113.66' } });
  let began = 0;
  let last = '';
  socket.on('open', () => socket.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION })}`));
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    last = data.toString();
    if (last.startsWith('40') && began === 0) {
      began = performance.now();
      pour();
    }
  });
  socket.on('close', (code) => {
    if (began > 0) {
      process.stdout.write(`${JSON.stringify({ ms: Math.round(performance.now() - began), code, last })}\n`);
    }
    if (performance.now() < end) {
      setTimeout(flood, AGAIN_MS);
    }
  });
  const pour = (): void => {
    if (socket.readyState !== WebSocket.OPEN) {
      return;
    }
    for (let i = 0; i < FRAMES_A_TURN && socket.bufferedAmount < ENOUGH_WAITING; i++) {
      socket.send(frame);
    }
    setImmediate(pour);
  };
}

for (let i = 0; i < Number(sockets); i++) {
  flood();
}

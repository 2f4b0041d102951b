// usage: flood.mjs ADDRESS PORT PACKETS_A_SECOND
// Sends what looks like RTP, STUN and DTLS, in turn, to a media port, until standard input ends; then says how many.
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';

const [, , address = '', port = '0', rate = '0'] = process.argv;
const TICK_MS = 5;
const KINDS = 64;

/** RFC 3550: version 2, a video's payload type, anyone's source. */
function rtp() {
  const packet = randomBytes(1_000);
  packet[0] = 0x80;
  packet[1] = 0x60;
  return packet;
}

/** RFC 8489: a binding request with a user name that nobody has. */
function stun() {
  const name = randomBytes(8).toString('hex');
  const packet = Buffer.concat([Buffer.alloc(8), randomBytes(12), Buffer.from([0, 6, 0, 16]), Buffer.from(name)]);
  packet.writeUInt16BE(0x0001, 0);
  packet.writeUInt16BE(packet.length - 20, 2);
  packet.writeUInt32BE(0x2112a442, 4);
  return packet;
}

/** RFC 6347: a handshake record, as a ClientHello begins. */
function dtls() {
  const packet = Buffer.concat([Buffer.from([22, 254, 253]), Buffer.alloc(8), Buffer.from([0, 100]), randomBytes(100)]);
  packet[13] = 1;
  return packet;
}

const packets = Array.from({ length: KINDS }, (_, index) => [rtp, stun, dtls][index % 3]?.() ?? Buffer.alloc(0));
const socket = createSocket('udp4');
const started = performance.now();
let sent = 0;
const timer = setInterval(() => {
  // By the clock: a late tick makes up for what it missed.
  const due = ((performance.now() - started) / 1_000) * Number(rate);
  for (; sent < due; sent++) {
    socket.send(packets[sent % KINDS] ?? '', Number(port), address);
  }
}, TICK_MS);
process.stdin.resume();
process.stdin.once('end', () => {
  clearInterval(timer);
  process.stdout.write(`${sent} ${Math.round(performance.now() - started)}\n`);
  socket.close();
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PROTOCOL_VERSION } from '@plenary/protocol';
import { observer, type types } from 'mediasoup';
import { WebSocket } from 'ws';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { fuzzMessage } from '../support/fuzz-messages.ts';
import { FuzzSender } from '../support/fuzz-sender.ts';
import { capabilities, opusParameters, rawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { TOKEN_KEYS, tokenFor } from '../support/tokens.ts';
import { until } from '../support/until.ts';

/** `FUZZ_MESSAGES` for another number of messages; `FUZZ_SEED` repeats a run. */
const MESSAGES = Number(process.env.FUZZ_MESSAGES ?? rounds(2_000, 20_000));
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 0x7fff_ffff);
/** Between looks at whether media can still be set up, in messages. */
const PROBE_EVERY = 250;
const WORKER_ANSWERS_MS = 2_000;

let sfu: Sfu;
let worker: types.Worker;
let plain: FuzzSender;
let sealed: FuzzSender;
let rtpCapabilities: unknown;
let pids: number[];

beforeAll(async () => {
  observer.once('newworker', (made) => (worker = made));
  sfu = await startSfu({ media: { workers: 1 }, hls: { max: 0 }, limits: { rateFactor: 10_000 }, tokenKeys: TOKEN_KEYS });
  rtpCapabilities = await capabilities(sfu.url);
  // Most of it in a room like most, the rest in one that is encrypted end to end.
  plain = new FuzzSender(sfu.url, 'fuzz', rtpCapabilities, await tokenFor('fuzz', {}, 3_600), false);
  sealed = new FuzzSender(sfu.url, 'sealed', rtpCapabilities, await tokenFor('sealed', {}, 3_600), true);
  pids = sfu.workerPids();
});

afterAll(async () => {
  [plain, sealed].forEach((sender) => sender?.close());
  await sfu?.close();
});

/** The worker goes on, and its channel carries requests. A rejection that nobody handles fails the test by itself. */
async function looksWell(): Promise<void> {
  const late = new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('the media worker answers no more')), WORKER_ANSWERS_MS).unref();
  });
  await Promise.race([worker.dump(), late]);
  expect(sfu.workerPids()).toEqual(pids);
}

/** Two who have done nothing wrong can still publish and receive. */
async function mediaWork(): Promise<void> {
  const [ann, bob] = await Promise.all([rawClient(sfu.url), rawClient(sfu.url)]);
  const { sendTransport } = await ann.join('calm');
  await bob.join('calm');
  const transportId = sendTransport.id;
  expect(await ann.send('produce', { transportId, source: 'mic', rtpParameters: opusParameters(7), paused: false })).toMatchObject({ ok: true });
  await until('Bob receives it', () => bob.notifications.some(({ name }) => name === 'newConsumers'));
  [ann, bob].forEach((client) => client.close());
}

test(`${MESSAGES} messages that are wrong in some way, or nearly right, are each answered with a code`, async () => {
  const codes = new Map<string, number>();
  const waits: number[] = [];
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(fuzzMessage, async (message) => {
      const began = performance.now();
      const code = await (sent % 4 === 3 ? sealed : plain).send(message);
      waits.push(performance.now() - began);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      expect(code).not.toBe('INTERNAL');
      await looksWell();
      if (++sent % PROBE_EVERY === 0) {
        await mediaWork();
      }
    }),
    { numRuns: MESSAGES, seed: SEED, interruptAfterTimeLimit: 20 * 60_000, markInterruptAsFailure: true },
  );
  await mediaWork();
  const counts = [...codes].map(([code, count]) => `${code} ${count}`).join(', ');
  process.stdout.write(`seed ${SEED}: ${sent} messages, answered ${counts}\n`);
  expect(codes.get('OK')).toBeGreaterThan(0);
  recordFault({ id: 'F20', injected: MESSAGES, recovered: sent, figures: [figure('until the answer', 'ms', waits)] });
}, 25 * 60_000);

describe('a socket that speaks another language', () => {
  const FRAMES = [
    '', '4', '42', '42[', '42[]', '42{}', '42[null]', '42[1]', '42["leave"', '42["__proto__",{}]', '420[]', '42999999999999999999["leave",{}]', '42/x,["leave",{}]',
    '40', '40{"protocol":2}', '40/admin,', '41', '43', '431[]', '44', '44{"message":"x"}', '451-["leave",{"_placeholder":true,"num":0}]', '45', '46', '49', '4abc',
    '0', '1', '2', '2probe', '3', '3probe', '5', '6', '7', 'b', 'bAAAA', '\u0000', '😀', `42["join",${'['.repeat(20_000)}${']'.repeat(20_000)}]`,
    '42["disconnecting",{}]', '42["error",{}]', '42["connect",{}]', '42["disconnect",{}]', '42["#oversized"]',
  ];

  test.each(FRAMES.map((frame) => [frame.slice(0, 40), frame]))('%j harms nobody', async (_shown, frame) => {
    for (const introduced of [false, true]) {
      const socket = new WebSocket(`${sfu.url.replace(/^http/u, 'ws')}/socket.io/?EIO=4&transport=websocket`);
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.once('open', resolve));
      if (introduced) {
        socket.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION })}`);
      }
      socket.send(frame);
      socket.send(Buffer.from(frame));
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.terminate();
    }
    await looksWell();
  });
});

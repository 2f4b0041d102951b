import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { figure, MEASURING, recordFault } from '../support/fault-record.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { NetworkCall, untilFlowing, type Caller } from '../support/netns/call.ts';

const PROGRAM = fileURLToPath(new URL('../support/netns/flood.mjs', import.meta.url));
const PACKETS_A_SECOND = 10_000;
const DURATION_MS = MEASURING ? 30_000 : 5_000;
/** A picture every 67 ms, and a machine that encodes and decodes two calls meanwhile. */
const GAP_MS = 500;

let call: NetworkCall;
let ann: Caller;
let bob: Caller;

describeInNetworks('a flood of packets that belong to nobody', () => {
  beforeAll(async () => {
    call = await NetworkCall.open();
    [ann, bob] = await call.both();
  }, 90_000);

  afterAll(async () => {
    await call?.close();
  });

  test('to the media port, from another address, disturbs nobody', async () => {
    const stranger = await call.network.place();
    const calm = Date.now();
    await ann.page.waitForTimeout(DURATION_MS);
    const began = Date.now();
    const flood = flooding(stranger.through);
    await ann.page.waitForTimeout(DURATION_MS);
    const { sent, ms } = await flood.stop();
    const ended = Date.now();
    await untilFlowing([ann, bob]);
    // The flood is one. A machine that is busy otherwise does not get it all out.
    expect(sent / (ms / 1_000)).toBeGreaterThan((MEASURING ? 0.9 : 0.1) * PACKETS_A_SECOND);
    const both = [ann, bob];
    recordFault({
      id: 'F25',
      injected: 1,
      recovered: 1,
      figures: [
        figure('longest gap, at both', 'ms', both.map(({ film }) => film.longestGap(began, ended)), { max: GAP_MS },
          both.map(({ film }) => film.longestGap(calm, began))),
        figure('packets sent', 'thousand a second', [sent / ms]),
      ],
    });
  }, 60_000 + 2 * DURATION_MS);

  /** 10,000 packets a second from there, until it is stopped. */
  function flooding(through: readonly string[]): { stop(): Promise<{ sent: number; ms: number }> } {
    const [command = '', ...args] = [...through, process.execPath, PROGRAM, call.bob.outerIp, String(call.mediaPort), String(PACKETS_A_SECOND)];
    const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return {
      async stop() {
        const gone = new Promise((resolve) => child.once('close', resolve));
        child.stdin.end();
        await gone;
        const [sent = 0, ms = 1] = said.split(' ').map(Number);
        return { sent, ms };
      },
    };
  }
});

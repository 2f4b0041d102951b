import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import type { Call } from '../../packages/client/src/index.ts';
import { fakeCall } from '../support/caller.ts';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { startSfu } from '../support/sfu.ts';
import { tcpRelay, type TcpRelay } from '../support/tcp-relay.ts';
import { until } from '../support/until.ts';

const ROUNDS = rounds(1, 10);

let sfu: Sfu;
let between: TcpRelay;
const calls: Call[] = [];

beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 1 } });
  between = await tcpRelay(sfu.url);
});

afterEach(async () => {
  calls.splice(0).forEach((made) => made.dispose());
  between.cut();
  between.close();
  await sfu.close();
});

async function comes(name: string, url: string): Promise<Call> {
  const call = fakeCall(url);
  calls.push(call);
  await call.setMic(true);
  await call.join({ roomId: 'dead', name });
  return call;
}

test(`a socket that goes dead without a word, ${ROUNDS} times: noticed within 8 s, and taken up by another`, async () => {
  const [ann, bob] = [await comes('Ann', between.url), await comes('Bob', sfu.url)];
  const { selfId } = ann.getState().room ?? {};
  const noticed: number[] = [];
  const back: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const struck = performance.now();
    between.stall();
    await bob.sendChat(`round ${round}`);
    await until('Ann notices', () => ann.getState().connection.status === 'reconnecting', 17_000);
    noticed.push(performance.now() - struck);
    await until('Ann is back', () => ann.getState().connection.status === 'joined');
    back.push(performance.now() - struck);
    expect(ann.getState().room?.chat.at(-1)?.text).toBe(`round ${round}`);
  }
  expect(ann.getState().room?.selfId).toBe(selfId);
  expect(sfu.census()).toMatchObject({ peers: 2, transports: 4 });
  recordFault({
    id: 'F9',
    variant: 'dead without a word',
    injected: ROUNDS,
    recovered: back.length,
    figures: [figure('until it is noticed', 'ms', noticed, { max: 8_000 }), figure('until it is back', 'ms', back, { max: 9_000 })],
  });
}, 60_000 + ROUNDS * 10_000);

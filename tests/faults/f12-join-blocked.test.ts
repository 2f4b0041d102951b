import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { figure, recordFault, rounds } from '../support/fault-record.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { NetworkCall, pathsOf, untilFlowing } from '../support/netns/call.ts';
import { until } from '../support/until.ts';

const ROUNDS = rounds(1, 20);

let call: NetworkCall;

/** Ann joins, sees Bob, and leaves. @returns milliseconds from her click on "Join" to Bob's first picture; her paths */
async function visit(): Promise<{ first: number; paths: string[] }> {
  const ann = await call.join('Ann');
  const pressed = await ann.film.clickedAt();
  await untilFlowing([ann], 40_000);
  let paths: string[] = [];
  await until('both transports are connected', async () => (paths = await pathsOf(ann)).length >= 2, 20_000);
  await ann.context.close();
  return { first: (ann.film.firstAfter(pressed) ?? Infinity) - pressed, paths };
}

async function visits(path: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { first, paths } = await visit();
    expect(paths.map((own) => own.replace(' 6', ''))).toEqual(paths.map(() => path));
    times.push(first);
  }
  return times;
}

describeInNetworks('joining from a network that blocks', () => {
  beforeAll(async () => {
    call = await NetworkCall.open({ turn: true });
    await call.join('Bob');
  }, 90_000);

  afterAll(async () => {
    await call?.close();
  });

  let open: number[] = [];

  test('nothing: by UDP', async () => {
    open = await visits('udp');
  }, 60_000 + ROUNDS * 15_000);

  test('UDP: by TCP on the same port, at the first try', async () => {
    call.ann.drop('meta l4proto udp');
    const times = await visits('tcp');
    recordFault({
      id: 'F12',
      injected: ROUNDS,
      recovered: times.length,
      figures: [figure('first picture after "Join"', 'ms', times, { p95: 4_000 }, open)],
    });
  }, 60_000 + ROUNDS * 15_000);

  test('UDP, and TCP to the media port: through the relay, by TCP', async () => {
    call.ann.drop('meta l4proto udp', `tcp dport ${call.mediaPort}`);
    const times = await visits('relay tcp');
    recordFault({
      id: 'F12',
      variant: 'relay',
      injected: ROUNDS,
      recovered: times.length,
      figures: [figure('first picture after "Join", through TURN', 'ms', times, { p95: 4_000 }, open)],
    });
  }, 60_000 + ROUNDS * 15_000);

  test('all of IPv4 to the media port: by IPv6', async () => {
    call.ann.drop(`ip version 4 udp dport ${call.mediaPort}`, `ip version 4 tcp dport ${call.mediaPort}`);
    expect(new Set((await visit()).paths)).toEqual(new Set(['udp 6']));
  }, 60_000);

  test('the media ports alone: through the relay, by whichever of its ways answers first', async () => {
    call.ann.drop(`udp dport ${call.mediaPort}`, `tcp dport ${call.mediaPort}`);
    const { paths } = await visit();
    expect(paths.filter((path) => path.startsWith('relay'))).toHaveLength(2);
  }, 60_000);
});

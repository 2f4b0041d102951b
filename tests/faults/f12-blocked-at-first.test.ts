import { afterAll, beforeAll, test } from '@jest/globals';
import { describeInNetworks } from '../support/netns/available.ts';
import { NetworkCall, untilFlowing, type Caller } from '../support/netns/call.ts';
import { until } from '../support/until.ts';

let call: NetworkCall;
let bob: Caller;

describeInNetworks('joining from a network that lets no media through for a while', () => {
  beforeAll(async () => {
    // As long as a browser takes to find that there is no way, and a good deal shorter than in a real server.
    call = await NetworkCall.open({ config: { media: { connectSeconds: 4 } } });
    bob = await call.join('Bob');
  }, 90_000);

  afterAll(async () => {
    await call?.close();
  });

  test('the transports are given up, and both see each other as soon as there is a way, without a hand being lifted', async () => {
    call.ann.drop('meta l4proto udp', `tcp dport ${call.mediaPort}`);
    const ann = await call.join('Ann');
    await until('Ann’s are given up', () => call.server.sfu.census().transports === 2, 30_000);
    await ann.page.waitForTimeout(6_000);
    call.ann.drop();
    await untilFlowing([ann, bob], 45_000);
    await until('nothing is left of those before', () => call.server.sfu.census().transports <= 4, 30_000);
  }, 180_000);
});

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { capabilities, rawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

let sfu: Sfu;

beforeEach(async () => {
  sfu = await startSfu();
});

afterEach(async () => {
  await sfu.close();
});

const VP8 = {
  mid: '0',
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, parameters: {}, rtcpFeedback: [] }],
  headerExtensions: [],
  encodings: [{ ssrc: 1 }],
};

/** It was told once, when nobody could hear it: the person waited for a picture that would never come. */
test('what can’t be decoded and came while the socket was lost is told when it is back', async () => {
  const [ann, bob] = [await rawClient(sfu.url), await rawClient(sfu.url)];
  const all = (await capabilities(sfu.url)) as { codecs: { kind: string }[] };
  const rtpCapabilities = { ...all, codecs: all.codecs.filter(({ kind }) => kind === 'audio') };
  const { resumeToken } = await ann.join('away', 'Ann', { rtpCapabilities });
  const { sendTransport } = await bob.join('away', 'Bob');
  ann.socket.io.engine.close();
  await until('her socket is lost', () => sfu.census().connections === 1);
  const answer = await bob.send<{ producerId: string }>('produce', {
    transportId: sendTransport.id, source: 'screen', rtpParameters: VP8, paused: false,
  });
  const producerId = answer.ok ? answer.data.producerId : answer.error.code;
  // Fan-out looks at it in the next turn.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const back = await rawClient(sfu.url);
  expect(await back.send('resume', { roomId: 'away', resumeToken })).toMatchObject({ ok: true });
  await until('she is told', () => back.notifications.some(({ name, payload }) =>
    name === 'tracksUnplayable' && (payload as { producerIds: string[] }).producerIds.includes(producerId)));
  [bob, back].forEach((client) => client.close());
});

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { opusParameters, rawClient, type Joined, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';
import { until } from '../support/until.ts';

const video = (mid: string): object => ({
  mid,
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, parameters: {}, rtcpFeedback: [] }],
  headerExtensions: [],
  encodings: [{ ssrc: 1_000 + Number(mid) }],
});

let sfu: Sfu;
let ann: RawClient;
let bob: RawClient;

beforeEach(async () => {
  sfu = await startSfu({ media: { workers: 1 } });
  [ann, bob] = [await rawClient(sfu.url), await rawClient(sfu.url)];
});

afterEach(async () => {
  [ann, bob].forEach((client) => client.close());
  await sfu.close();
});

async function produce(transportId: string, source: string, rtpParameters: object): Promise<string> {
  const answer = await ann.send<{ producerId: string }>('produce', { transportId, source, rtpParameters, paused: false });
  return answer.ok ? answer.data.producerId : answer.error.code;
}

/** Ann sends her voice and her screen, and loses the worker; her camera is off. @returns what she knows by then */
async function lost(): Promise<{ transportId: string; mic: string; screen: string }> {
  const { sendTransport } = await ann.join('lost', 'Ann');
  await bob.join('lost', 'Bob');
  const mic = await produce(sendTransport.id, 'mic', opusParameters(1));
  const screen = await produce(sendTransport.id, 'screen', video('1'));
  await until('both are sent', () => sfu.census().consumers === 2);
  process.kill(sfu.workerPids()[0] ?? 0, 'SIGKILL');
  const moved = (): { payload: unknown } | undefined => ann.notifications.find(({ name }) => name === 'mediaMoved');
  await until('she has new media', () => moved() !== undefined);
  expect(moved()?.payload).toMatchObject({ lost: true });
  return { transportId: (moved()?.payload as Joined).sendTransport.id, mic, screen };
}

/** What Bob knows of Ann's tracks. */
function seen(): string[] {
  const told = bob.notifications.flatMap(({ name, payload }) =>
    name === 'peersChanged' ? (payload as { changed: { name: string; tracks: { source: string; paused: boolean }[] }[] }).changed : []);
  return (told.findLast(({ name }) => name === 'Ann')?.tracks ?? []).map(({ source, paused }) => `${source} ${paused ? 'off' : 'on'}`).sort();
}

/** Her camera came where the screen was expected, and was refused: no connection has a MID twice. */
test('a camera that is turned on while a lost worker is replaced is published', async () => {
  const { transportId, mic } = await lost();
  expect(await produce(transportId, 'mic', opusParameters(11))).not.toBe(mic);
  const [camera, screen] = [await produce(transportId, 'camera', video('1')), await produce(transportId, 'screen', video('2'))];
  expect([camera, screen].filter((id) => /^[A-Z_]+$/u.test(id))).toEqual([]);
  await until('Bob knows of all three', () => seen().join() === 'camera on,mic on,screen on');
  await until('and there is nothing else', () => sfu.census().producers === 3 && sfu.census().consumers === 3);
});

/** The client knew nothing of the tracks that were made in the place of its own: what it said of these was refused. */
test('what is muted and ended while a lost worker is replaced is muted and ended', async () => {
  const { mic, screen } = await lost();
  expect(await ann.send('setProducerPaused', { producerId: mic, paused: true })).toMatchObject({ ok: true });
  expect(await ann.send('closeProducer', { producerId: screen })).toMatchObject({ ok: true });
  await until('Bob is told', () => seen().join() === 'mic off');
  await until('one track is left', () => sfu.census().producers === 1);
});

import { afterEach, describe, expect, test } from '@jest/globals';
import { LIMITS } from '@plenary/protocol';
import { observer, type types } from 'mediasoup';
import type { Sfu } from '../../apps/sfu/src/server.ts';
import { recordFault } from '../support/fault-record.ts';
import { opusParameters, capabilities, rawClient, type RawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';

let sfu: Sfu;
const open: RawClient[] = [];

async function client(): Promise<RawClient> {
  const made = await rawClient(sfu.url);
  open.push(made);
  return made;
}

afterEach(async () => {
  open.splice(0).forEach((made) => made.close());
  await sfu.close();
});

const code = async (answer: Promise<{ ok: boolean; error?: { code: string } }>): Promise<string | undefined> => {
  const value = await answer;
  return value.ok ? 'OK' : value.error?.code;
};

function parameters(kind: 'audio' | 'video', ssrc: number): object {
  return kind === 'audio' ? { ...opusParameters(ssrc), mid: String(ssrc) } : {
    mid: String(ssrc), codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, parameters: {}, rtcpFeedback: [] }],
    headerExtensions: [], encodings: [{ ssrc }], rtcp: { cname: 'test' },
  };
}

const KINDS = { mic: 'audio', camera: 'video', screen: 'video', screenAudio: 'audio' } as const;

describe('one person', () => {
  test('has two transports, however often they ask', async () => {
    sfu = await startSfu({ media: { workers: 1 } });
    const made = await client();
    const answer = await made.send<{ recvTransport: { id: string } }>('join', { roomId: 'quota', name: 'A', rtpCapabilities: await capabilities(sfu.url) });
    const recvTransportId = answer.ok ? answer.data.recvTransport.id : '';
    const opened = await Promise.all(Array.from({ length: 8 }, () => made.send<{ sendTransport: { id: string } }>('openSendTransport', { recvTransportId })));
    expect(new Set(opened.map((each) => (each.ok ? each.data.sendTransport.id : each.error.code))).size).toBe(1);
    expect(sfu.census().transports).toBe(2);
    expect(await code(made.send('join', { roomId: 'quota2', name: 'A', rtpCapabilities: {} }))).toBe('WRONG_PHASE');
  });

  test('has six tracks at the most, replacements included', async () => {
    sfu = await startSfu({ media: { workers: 1 } });
    const made = await client();
    const { sendTransport } = await made.join('quota');
    const published = new Map<string, string>();
    let ssrc = 1;
    const produce = async (source: keyof typeof KINDS): Promise<string> => {
      const answer = await made.send<{ producerId: string }>('produce', {
        transportId: sendTransport.id, source, rtpParameters: parameters(KINDS[source], ssrc++), paused: false,
        ...(published.has(source) ? { replaces: published.get(source) } : {}),
      });
      if (answer.ok) {
        published.set(source, answer.data.producerId);
      }
      return answer.ok ? 'OK' : answer.error.code;
    };
    const codes: string[] = [];
    for (const source of ['mic', 'camera', 'screen', 'screenAudio', 'camera', 'screen', 'mic', 'screenAudio'] as const) {
      codes.push(await produce(source));
    }
    expect(codes).toEqual([...Array<string>(LIMITS.producersPerPeer).fill('OK'), 'LIMIT_EXCEEDED', 'LIMIT_EXCEEDED']);
    expect(sfu.census().producers).toBe(LIMITS.producersPerPeer);
    recordFault({ id: 'F24', injected: 2, recovered: codes.filter((each) => each === 'LIMIT_EXCEEDED').length, figures: [] });
    expect(await code(made.send('sendChat', { text: 'still here' }))).toBe('OK');
  });
});

test('whatever a track is published on has a bound on its bit rate', async () => {
  const bounded = new Map<types.Transport, number>();
  const publishedOn: types.Transport[] = [];
  observer.on('newworker', (worker) => worker.observer.on('newrouter', (router) => router.observer.on('newtransport', (transport) => {
    if (transport.type === 'webrtc') {
      const set = transport.setMaxIncomingBitrate.bind(transport);
      transport.setMaxIncomingBitrate = async (bitrate) => {
        bounded.set(transport, bitrate);
        await set(bitrate);
      };
      transport.observer.on('newproducer', () => publishedOn.push(transport));
    }
  })));
  sfu = await startSfu({ media: { workers: 1, maxUplinkBitrate: 123_456 } });
  observer.removeAllListeners('newworker');
  const [early, late] = [await client(), await client()];
  const { sendTransport } = await early.join('bounds');
  const joined = await late.send<{ recvTransport: { id: string } }>('join', { roomId: 'bounds', name: 'B', rtpCapabilities: await capabilities(sfu.url) });
  const recvTransportId = joined.ok ? joined.data.recvTransport.id : '';
  const opened = await late.send<{ sendTransport: { id: string } }>('openSendTransport', { recvTransportId });
  const lateId = opened.ok ? opened.data.sendTransport.id : '';
  for (const [made, transportId] of [[early, sendTransport.id], [late, lateId]] as const) {
    expect(await code(made.send('produce', { transportId, source: 'mic', rtpParameters: opusParameters(1), paused: false }))).toBe('OK');
  }
  expect(publishedOn.map((transport) => bounded.get(transport))).toEqual([123_456, 123_456]);
});

test('as many rooms as there may be are kept for those in them; empty ones make place', async () => {
  sfu = await startSfu({ media: { workers: 1 }, rooms: { maxRooms: 2, graceSeconds: 600 } });
  const [ann, bob, cem] = [await client(), await client(), await client()];
  await ann.join('first');
  await bob.join('second');
  await expect(cem.join('third')).rejects.toThrow('UNAVAILABLE');
  await bob.send('leave', {});
  expect(sfu.census().rooms).toBe(2);
  await cem.join('third');
  expect(await code(ann.send('sendChat', { text: 'still here' }))).toBe('OK');
  expect(sfu.census().rooms).toBe(2);
});

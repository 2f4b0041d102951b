import { describe, expect, test } from '@jest/globals';
import type { types } from 'mediasoup-client';
import { limitLayers } from '../../../packages/client/src/layers.ts';

/** A sender as the browser keeps it, and what was set on it. */
function sender(encodings: types.RtpEncodingParameters[]) {
  let parameters = { encodings: structuredClone(encodings) };
  let sets = 0;
  const limit = async (max: number): Promise<types.RtpEncodingParameters[]> => {
    await limitLayers({
      getParameters: () => structuredClone(parameters),
      setParameters: async (next: typeof parameters) => {
        sets++;
        parameters = next;
      },
    } as unknown as RTCRtpSender, encodings, max);
    return parameters.encodings;
  };
  return { limit, sets: () => sets };
}

describe('simulcast', () => {
  const layers = ['q', 'h', 'f'].map((rid) => ({ rid, maxBitrate: 100_000, maxFramerate: 30, scalabilityMode: 'L1T3' }));
  const idle = { active: true, maxBitrate: 60_000, maxFramerate: 1, scalabilityMode: 'L1T1' };

  test.each([[0, 'q'], [1, 'q,h'], [2, 'q,h,f'], [3, 'q,h,f']])('up to %d, and those above trickle', async (max, watched) => {
    const encodings = await sender(layers).limit(max);
    for (const encoding of encodings) {
      const full = layers.find(({ rid }) => rid === encoding.rid);
      expect({ active: true, ...encoding }).toEqual(watched.includes(encoding.rid ?? '') ? { ...full, active: true } : { ...full, ...idle });
    }
  });

  test('stops where nothing is wanted, and comes back as it was', async () => {
    const made = sender(layers);
    await made.limit(0);
    expect((await made.limit(-1)).map(({ active }) => active)).toEqual([false, false, false]);
    expect(await made.limit(2)).toEqual(layers.map((layer) => ({ ...layer, active: true })));
  });

  test('is not set where nothing changes', async () => {
    const made = sender(layers);
    await made.limit(2);
    expect(made.sets()).toBe(0);
    await made.limit(0);
    await made.limit(0);
    expect(made.sets()).toBe(1);
  });
});

describe('three sizes in one stream', () => {
  const full = [{ maxBitrate: 2_000_000, scalabilityMode: 'L3T3_KEY' }];

  test.each([
    [2, { active: true, scalabilityMode: 'L3T3_KEY', scaleResolutionDownBy: 1, maxBitrate: 2_000_000 }],
    [1, { active: true, scalabilityMode: 'L2T3_KEY', scaleResolutionDownBy: 2, maxBitrate: 660_000 }],
    [0, { active: true, scalabilityMode: 'L1T3', scaleResolutionDownBy: 4, maxBitrate: 160_000 }],
  ])('up to %d keep their sizes and shares', async (max, expected) => {
    expect(await sender(full).limit(max)).toEqual([expected]);
  });

  test('stop and come back', async () => {
    const made = sender(full);
    await made.limit(0);
    expect((await made.limit(-1))[0]?.active).toBe(false);
    expect(await made.limit(2)).toEqual([{ active: true, scalabilityMode: 'L3T3_KEY', scaleResolutionDownBy: 1, maxBitrate: 2_000_000 }]);
  });
});

test('one size is scaled to what is wanted', async () => {
  const made = sender([{ maxBitrate: 2_000_000, scalabilityMode: 'L1T3' }]);
  expect(await made.limit(0)).toEqual([{ active: true, scalabilityMode: 'L1T3', scaleResolutionDownBy: 4, maxBitrate: 160_000 }]);
  expect(await made.limit(2)).toEqual([{ active: true, scalabilityMode: 'L1T3', scaleResolutionDownBy: 1, maxBitrate: 2_000_000 }]);
  expect(await sender([{ maxBitrate: 1_000 }]).limit(-1)).toEqual([{ active: false, maxBitrate: 1_000 }]);
});

import { expect, test } from '@jest/globals';
import { Playlist, readSegments, type Segment } from '../../../../apps/sfu/src/media/hls/playlist.ts';

const segment = (run: number, index: number): Segment => ({
  name: `${run}-${index}.m4s`, duration: 1, at: Date.UTC(2026, 0, 1) + index * 1_000, init: `${run}-init.mp4`, discontinuous: index === 0,
});

test('names the last six, counts on over runs of the encoder, and gives up what is no longer needed', () => {
  const playlist = new Playlist();
  expect(playlist.empty).toBe(true);
  const gone = [...Array.from({ length: 4 }, (_, i) => segment(1, i)), ...Array.from({ length: 3 }, (_, i) => segment(2, i))]
    .flatMap((one) => playlist.add(one));
  expect(gone).toEqual([]);
  expect(playlist.toString()).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:1
#EXT-X-MEDIA-SEQUENCE:1
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="1-init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:01.000Z
#EXTINF:1.000,
1-1.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:02.000Z
#EXTINF:1.000,
1-2.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:03.000Z
#EXTINF:1.000,
1-3.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="2-init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z
#EXTINF:1.000,
2-0.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:01.000Z
#EXTINF:1.000,
2-1.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:02.000Z
#EXTINF:1.000,
2-2.m4s
`);
  const later = Array.from({ length: 20 }, (_, i) => playlist.add(segment(2, i + 3))).flat();
  expect(later.slice(0, 6)).toEqual(['1-0.m4s', '1-1.m4s', '1-2.m4s', '1-3.m4s', '1-init.mp4', '2-0.m4s']);
  expect(playlist.toString()).toContain('#EXT-X-MEDIA-SEQUENCE:21\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n');
  expect(playlist.has('2-22.m4s')).toBe(true);
  expect(playlist.has('2-init.mp4')).toBe(true);
  expect(playlist.has('1-0.m4s')).toBe(false);
});

test('reads what ffmpeg writes', () => {
  const text = '#EXTM3U\n#EXT-X-MAP:URI="1-init.mp4"\n#EXTINF:1.000000,\n1-000000.m4s\n#EXTINF:0.960000,\n1-000001.m4s\n';
  expect(readSegments(text)).toEqual([{ name: '1-000000.m4s', duration: 1 }, { name: '1-000001.m4s', duration: 0.96 }]);
});

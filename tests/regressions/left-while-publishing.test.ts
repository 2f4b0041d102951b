import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { NotificationPayload } from '@plenary/protocol';
import { bareRooms, visitor } from '../support/bare-rooms.ts';
import { fakeMedia } from '../support/fake-media.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** The track told of somebody who had gone, which took back that they had: the others saw them for ever. */
test('somebody who leaves while a track of theirs is being made, is gone for the others', async () => {
  const people = new Set<string>();
  let turn = Promise.resolve();
  const rooms = bareRooms(fakeMedia(() => turn), ({ name, payload }) => {
    if (name === 'peersChanged') {
      const { changed, left } = payload as NotificationPayload<'peersChanged'>;
      changed.forEach((peer) => people.add(peer.name));
      left.forEach((id) => id === annId && people.delete('Ann'));
    }
  });
  await rooms.join('room', visitor('Bob'));
  const ann = await rooms.join('room', visitor('Ann'));
  const annId = ann.status === 'joined' ? ann.peer.id : '';
  jest.advanceTimersByTime(5_000);
  expect([...people]).toEqual(['Bob', 'Ann']);
  if (ann.status === 'joined') {
    const slow = Promise.withResolvers<void>();
    turn = slow.promise;
    const { id: transportId } = ann.media.sendTransport ?? { id: '' };
    const rtpParameters = { codecs: [], encodings: [] };
    const produced = ann.room.tracks.produce(ann.peer, { transportId, source: 'mic', rtpParameters, paused: false });
    ann.room.remove(annId, 'left');
    slow.resolve();
    await expect(produced).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
  jest.advanceTimersByTime(5_000);
  expect([...people]).toEqual(['Bob']);
  rooms.close('shutdown');
});

import { expect, test } from '@jest/globals';
import { bareRooms, visitor } from '../support/bare-rooms.ts';
import { fakeMedia } from '../support/fake-media.ts';

/** Found by playing double joins in all orders: Bob was made host as well. */
test('while the host’s client joins anew, somebody else who comes in makes nobody else host', async () => {
  let turn = Promise.resolve();
  const rooms = bareRooms(fakeMedia(() => turn));
  const ann = await rooms.join('room', visitor('Ann'));
  await rooms.join('room', visitor('Bob'));
  const slow = Promise.withResolvers<void>();
  turn = slow.promise;
  const resumeToken = ann.status === 'joined' ? ann.peer.resumeToken : '';
  const back = rooms.join('room', { ...visitor('Ann'), resumeToken });
  turn = Promise.resolve();
  await rooms.join('room', visitor('Cid'));
  slow.resolve();
  await back;
  const roles = [...ann.room.roster.stage()].map(({ name, role }) => `${name} ${role}`);
  expect(roles.sort()).toEqual(['Ann host', 'Bob speaker', 'Cid speaker']);
  rooms.close('shutdown');
});

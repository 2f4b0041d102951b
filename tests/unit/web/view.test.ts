import { describe, expect, test } from '@jest/globals';
import { chooseView, parseTileKey, tileKey, type ViewInput } from '../../../apps/web/src/screens/call/layout/view.ts';

const room = (input: Partial<ViewInput>): ViewInput => ({ peerIds: ['me'], selfId: 'me', sharers: [], pinned: null, ...input });

describe('chooseView', () => {
  test('goes by the number of people', () => {
    expect(chooseView(room({}))).toEqual({ kind: 'alone' });
    expect(chooseView(room({ peerIds: ['a', 'me'] }))).toEqual({ kind: 'duo', other: 'a' });
    expect(chooseView(room({ peerIds: ['a', 'me', 'b'] }))).toEqual({ kind: 'grid' });
  });

  test('shows the newest screen share large, and the others beside it', () => {
    expect(chooseView(room({ peerIds: ['a', 'me', 'b'], sharers: ['b', 'a'] })))
      .toEqual({ kind: 'spotlight', large: 'a:screen', others: ['b:screen'] });
  });

  test('what the person pinned goes before the newest', () => {
    const two = room({ peerIds: ['a', 'me', 'b'], sharers: ['b', 'a'] });
    expect(chooseView({ ...two, pinned: 'b:screen' })).toMatchObject({ large: 'b:screen', others: ['a:screen'] });
    expect(chooseView({ ...two, pinned: 'b:camera' })).toMatchObject({ large: 'b:camera', others: ['b:screen', 'a:screen'] });
  });

  test('a pin on what is gone counts for nothing', () => {
    expect(chooseView(room({ peerIds: ['a', 'me'], pinned: 'gone:camera' }))).toEqual({ kind: 'duo', other: 'a' });
    expect(chooseView(room({ peerIds: ['a', 'me'], pinned: 'a:screen' }))).toEqual({ kind: 'duo', other: 'a' });
  });
});

test('a key names a person and a source', () => {
  expect(parseTileKey(tileKey('x_-1', 'screen'))).toEqual({ peerId: 'x_-1', source: 'screen' });
  expect(parseTileKey(tileKey('x', 'camera'))).toEqual({ peerId: 'x', source: 'camera' });
});

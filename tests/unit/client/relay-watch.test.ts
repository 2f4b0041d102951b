import { expect, test } from '@jest/globals';
import { RelayWatch, type RelayTrouble } from '../../../packages/client/src/relay-watch.ts';

const TURN = 'turn:turn.example.org:3478?transport=udp';

function watch(): { relays: RelayWatch; told: (RelayTrouble | null)[] } {
  const told: (RelayTrouble | null)[] = [];
  return { relays: new RelayWatch((trouble) => told.push(trouble)), told };
}

test.each([[401, 'refused'], [403, 'refused'], [486, 'refused'], [701, 'unreachable']])('code %i of a relay counts as %s', (errorCode, trouble) => {
  const { relays, told } = watch();
  relays.failed({ url: TURN, errorCode });
  relays.failed({ url: TURN, errorCode });
  expect(told).toEqual([trouble]);
});

test('a network that can’t reach a relay does not hide what it answered over another', () => {
  const { relays, told } = watch();
  relays.failed({ url: TURN, errorCode: 701 });
  relays.failed({ url: TURN, errorCode: 403 });
  relays.failed({ url: TURN, errorCode: 701 });
  expect(told).toEqual(['unreachable', 'refused']);
});

test('servers that only tell an address are no relays, and a new call begins anew', () => {
  const { relays, told } = watch();
  relays.failed({ url: 'stun:stun.example.org:3478', errorCode: 701 });
  expect(told).toEqual([]);
  relays.failed({ url: 'turns:turn.example.org', errorCode: 701 });
  relays.reset();
  expect(told).toEqual(['unreachable', null]);
});

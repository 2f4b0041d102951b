import { expect, test } from '@jest/globals';
import type { CallState } from '@plenary/client';
import { troubleOf } from '../../../apps/web/src/screens/call/header/trouble.ts';

type Ways = Pick<CallState, 'connection' | 'media' | 'relay'>;

const well: Ways = { connection: { status: 'joined' }, media: 'connected', relay: null };

test.each<[string, Partial<Ways>, unknown]>([
  ['all is well', {}, null],
  ['there is nothing to receive', { media: 'idle' }, null],
  ['a relay did not answer, and is not needed', { relay: 'unreachable' }, null],
  ['the call is over', { connection: { status: 'closed', reason: 'left' }, media: 'blocked' }, null],
  ['the socket is gone, media are not', { connection: { status: 'reconnecting', attempt: 1, cause: 'refused' } },
    { hop: 'server', cause: 'refused', mediaGoOn: true }],
  ['both are gone: the server comes first', { connection: { status: 'reconnecting', attempt: 2, cause: 'offline' }, media: 'interrupted' },
    { hop: 'server', cause: 'offline', mediaGoOn: false }],
  ['media are on their way', { media: 'connecting' }, { hop: 'media', state: 'connecting' }],
  ['media stopped', { media: 'interrupted', relay: 'refused' }, { hop: 'media', state: 'interrupted' }],
  ['media are blocked', { media: 'blocked' }, { hop: 'media', state: 'blocked' }],
  ['the relay refused too', { media: 'blocked', relay: 'refused' }, { hop: 'media', state: 'relayRefused' }],
  ['the relay is blocked too', { media: 'blocked', relay: 'unreachable' }, { hop: 'media', state: 'relayUnreachable' }],
])('%s', (_what, change, trouble) => {
  expect(troubleOf({ ...well, ...change })).toEqual(trouble);
});

import { expect, test } from '@jest/globals';
import { CallError, ERROR_CODES } from '@plenary/protocol';
import { pino } from 'pino';
import { toCallError } from '../../../apps/sfu/src/signaling/errors.ts';

function setUp() {
  const logged: { level: number; msg: string; err?: { message: string } }[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logged.push(JSON.parse(line) as never) });
  return { logged, logger };
}

test('an error of the server is logged whole, and answered with nothing of its text', () => {
  const { logged, logger } = setUp();
  const answered = toCallError(new TypeError('/srv/plenary: secret is undefined'), logger, 'join').toWire();
  expect(answered).toEqual({ code: 'INTERNAL', message: ERROR_CODES.INTERNAL });
  expect(logged).toMatchObject([{ level: 50, err: { message: '/srv/plenary: secret is undefined' } }]);
});

test('a coded one goes out as it is, without its cause', () => {
  const { logged, logger } = setUp();
  const error = new CallError('NOT_FOUND', 'no such track of yours', { cause: new Error('secret') });
  expect(toCallError(error, logger, 'closeProducer').toWire()).toEqual({ code: 'NOT_FOUND', message: 'no such track of yours' });
  expect(JSON.stringify(logged)).not.toContain('secret');
});

import { expect, test } from '@jest/globals';
import { CallError } from '@plenary/protocol';
import { Publishing } from '../support/publishing.ts';

/** These were found by many deeds of many people in one room, of which clients and server then had different pictures. */

test('a share that is begun again while the end of one that a host had stopped is refused, is published', async () => {
  const server = Promise.withResolvers<void>();
  const { publisher, asked, failures, wish } = new Publishing(async (name) => {
    if (name === 'closeProducer') {
      await server.promise;
      throw new CallError('NOT_FOUND');
    }
  });
  await publisher.set('screen', wish());
  const ended = publisher.set('screen', null);
  const again = publisher.set('screen', wish());
  server.resolve();
  await Promise.all([ended, again]);
  expect(asked).toEqual(['produce p1 false', 'closeProducer p1', 'produce p2 false']);
  expect(failures).toEqual([]);
});

test('a microphone that could not be unmuted is asked for anew at the next wish', async () => {
  let allowed = false;
  const { publisher, asked, failures, wish } = new Publishing(async (name) => {
    if (name === 'setProducerPaused' && !allowed) {
      throw new CallError('FORBIDDEN');
    }
  });
  await publisher.set('mic', wish(true));
  await publisher.set('mic', wish(false));
  expect(failures).toEqual(['mic FORBIDDEN']);
  allowed = true;
  await publisher.set('mic', wish(false));
  expect(asked).toEqual(['produce p1 true', 'setProducerPaused p1 false', 'setProducerPaused p1 false']);
});

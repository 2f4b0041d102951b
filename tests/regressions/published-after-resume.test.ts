import { expect, test } from '@jest/globals';
import { Publishing } from '../support/publishing.ts';

/**
 * What was published between the server's word on a resumed stay and the client's look at it counted as lost, was
 * published a second time, and refused: the microphone was off here and on for the others.
 */
test('what is published after the server said what there is, stays', async () => {
  const { publisher, asked, wish } = new Publishing();
  const before = new Set(publisher.producerIds);
  const published = publisher.set('mic', wish());
  await publisher.reconcile([], before);
  await published;
  expect(asked).toEqual(['produce p1 false']);
  expect(publisher.producerIds).toEqual(['p1']);
});

test('what the server has no more is published anew, and ended in case that it goes on beside another', async () => {
  const { publisher, asked, wish } = new Publishing();
  await publisher.set('mic', wish());
  await publisher.reconcile([], new Set(publisher.producerIds));
  expect(asked).toEqual(['produce p1 false', 'closeProducer p1', 'produce p2 false']);
});

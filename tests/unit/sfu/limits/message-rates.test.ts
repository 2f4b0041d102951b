import { expect, test } from '@jest/globals';
import type { RequestName } from '@plenary/protocol';
import { MessageRates } from '../../../../apps/sfu/src/signaling/limits/message-rates.ts';

/** How many of one message a connection may send at once. */
async function most(name: RequestName): Promise<number> {
  const rates = new MessageRates(1);
  for (let count = 0; ; count++) {
    const refused = await rates.count('one', name).then(() => null, (error: unknown) => error);
    if (refused !== null) {
      expect(refused).toMatchObject({ code: 'RATE_LIMITED' });
      // Another connection is not concerned.
      await rates.count('another', name);
      return count;
    }
  }
}

/** What makes work for media workers, for everyone in the room, or for everyone's browser. */
test.each([
  ['join', 10], ['resume', 10], ['renewMedia', 5], ['restartIce', 20], ['checkWay', 30], ['openSendTransport', 10],
  ['connectTransport', 20], ['requestKeyFrames', 20], ['produce', 30], ['sendKeys', 60], ['setRoomSettings', 10], ['muteAll', 10], ['startHls', 5],
] as const)('%s has a bound of its own: %i', async (name, bound) => {
  expect(await most(name)).toBe(bound);
});

test('anything has one', async () => {
  expect(await most('leave')).toBe(200);
});

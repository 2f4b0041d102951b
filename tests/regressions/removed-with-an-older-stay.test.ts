import { expect, test } from '@jest/globals';
import { fakeCall } from '../support/caller.ts';
import { rawClient } from '../support/raw.ts';
import { startSfu } from '../support/sfu.ts';

/*
 * Who left and came again was known by two resume tokens, of which a removal kept one out: the older one still led
 * past the lobby and the lock.
 */
test('who was removed does not come back by the resume token of the stay before', async () => {
  const sfu = await startSfu({ media: { workers: 1 } });
  const hana = fakeCall(sfu.url);
  await hana.join({ roomId: 'kick', name: 'Hana' });
  const kim = await rawClient(sfu.url);
  const { resumeToken: first } = await kim.join('kick', 'Kim');
  await kim.send('leave', {});
  await hana.setRoomSettings({ locked: true });
  const { resumeToken: second, snapshot } = await kim.join('kick', 'Kim', { resumeToken: first });
  await hana.host.removePeer(snapshot.selfId);
  for (const resumeToken of [second, first]) {
    const again = await rawClient(sfu.url);
    expect(await again.send('join', { roomId: 'kick', name: 'Kim', rtpCapabilities: {}, resumeToken })).toMatchObject({ error: { code: 'REMOVED' } });
    again.close();
  }
  expect(sfu.census().peers).toBe(1);
  kim.close();
  hana.dispose();
  await sfu.close();
});

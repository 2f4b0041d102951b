import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { startSfu } from '../support/sfu.ts';

test('a page is not asked for on a connection that the web app may be ending', async () => {
  const served = new WeakSet<Socket>();
  // As if its keep-alive time were over in the moment of the next request.
  const web = createServer(({ socket }, response) => {
    if (served.has(socket)) {
      socket.destroy();
      return;
    }
    served.add(socket);
    response.end('a page');
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const sfu = await startSfu({ webOrigin: `http://127.0.0.1:${(web.address() as AddressInfo).port}`, media: { workers: 1 } });
  for (let i = 0; i < 3; i++) {
    const response = await fetch(sfu.url);
    expect([response.status, await response.text()]).toEqual([200, 'a page']);
  }
  await sfu.close();
  await new Promise((resolve) => web.close(resolve));
}, 20_000);

#!/usr/bin/env node
// Starts the Firefox that FIREFOX_PATH names, and stands between it and Playwright, which asks each page to be shown as
// on another screen (`emulation.*`, WebDriver BiDi): a Firefox that does not know one of these commands yet would be of
// no use to it. Here they are answered as if carried out. It is a program, as Playwright starts browsers itself.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

const child = spawn(process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr', process.argv.slice(2), {
  stdio: ['ignore', 'inherit', 'pipe'],
});
child.on('exit', (code) => process.exit(code ?? 0));
createInterface({ input: child.stderr }).on('line', (line) => {
  const [, address] = /WebDriver BiDi listening on (ws:\/\/\S+)/u.exec(line) ?? [];
  if (address === undefined) {
    process.stderr.write(`${line}\n`);
  } else {
    relayTo(address);
  }
});

function relayTo(address: string): void {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('listening', () => {
    process.stderr.write(`WebDriver BiDi listening on ws://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
  });
  server.on('connection', (driver, { url }) => {
    const browser = new WebSocket(`${address}${url}`);
    const opened = new Promise((resolve) => browser.once('open', resolve));
    /** Commands that may go unanswered. */
    const emulating = new Set<number>();
    driver.on('message', async (data) => {
      const text = String(data);
      const { id, method } = JSON.parse(text) as { id: number; method: string };
      if (method.startsWith('emulation.')) {
        emulating.add(id);
      }
      await opened;
      browser.send(text);
    });
    browser.on('message', (data) => {
      const text = String(data);
      const { id, error } = JSON.parse(text) as { id?: number; error?: string };
      const isUnknown = id !== undefined && emulating.delete(id) && error === 'unknown command';
      driver.send(isUnknown ? JSON.stringify({ type: 'success', id, result: {} }) : text);
    });
    driver.on('close', () => browser.close());
    browser.on('close', () => driver.close());
    browser.on('error', () => driver.close());
  });
}

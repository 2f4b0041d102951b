import { networkInterfaces } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firefox, type Browser } from 'playwright-core';
import { tellPagesOf } from './open-pages.ts';

const RELAY = fileURLToPath(new URL('firefox-relay.ts', import.meta.url));

/**
 * Debian's Firefox, or the one that FIREFOX_PATH names, with a picture of changing colours as camera and a tone that
 * never pauses as microphone. It is driven over WebDriver BiDi, as it comes; Playwright's own way takes a Firefox of
 * Playwright's making.
 */
export async function launchFirefox(): Promise<Browser> {
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: RELAY,
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    firefoxUserPrefs: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      // In kbit/s. On a machine that is busy it thinks too little of its uplink to send the large layer.
      'media.peerconnection.video.min_bitrate_estimate': 4_000,
    },
  });
  tellPagesOf(browser);
  return browser;
}

/** An address of this machine on its network: Firefox does not send media from one that only this machine has. */
export function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  if (own === undefined) {
    throw new Error('tests of Firefox need a network: no interface but the loopback has an IPv4 address');
  }
  return own.address;
}

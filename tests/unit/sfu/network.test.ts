import { createHmac } from 'node:crypto';
import { describe, expect, jest, test } from '@jest/globals';
import type { types } from 'mediasoup';
import { iceServersFor } from '../../../apps/sfu/src/access/ice-servers.ts';
import { readConfig } from '../../../apps/sfu/src/config.ts';
import { checkAnnouncedNames } from '../../../apps/sfu/src/media/announced-names.ts';
import { withAnnounced } from '../../../apps/sfu/src/media/announced.ts';
import { createLogger } from '../../../apps/sfu/src/logger.ts';
import { listenInfos } from '../../../apps/sfu/src/media/listen.ts';

const SECRET = 'a-secret-shared-with-the-turn-server';

describe('where media listens', () => {
  const local = ['192.168.1.5', '2001:db8::5', '127.0.0.1'];
  const brief = (listenIps: string[], announcedAddresses: string[], addresses = local) =>
    listenInfos({ listenIps, announcedAddresses }, 40_000, addresses)
      .map(({ protocol, ip, announcedAddress }) => [protocol, ip, announcedAddress].filter(Boolean).join(' '));

  test('without settings: every local address, all of UDP first', () => {
    expect(brief([], [])).toEqual([
      'udp 192.168.1.5', 'udp 2001:db8::5', 'udp 127.0.0.1', 'tcp 192.168.1.5', 'tcp 2001:db8::5', 'tcp 127.0.0.1',
    ]);
  });

  test('with an announced address: all interfaces of its kind', () => {
    expect(brief([], ['203.0.113.9'])).toEqual(['udp 0.0.0.0 203.0.113.9', 'tcp 0.0.0.0 203.0.113.9']);
    expect(brief([], ['2001:db8::9'])).toEqual(['udp :: 2001:db8::9', 'tcp :: 2001:db8::9']);
  });

  test('with a name: IPv6 too, where there is any', () => {
    expect(brief([], ['meet.example.org'])).toContain('udp :: meet.example.org');
    expect(brief([], ['meet.example.org'], ['192.168.1.5', '::1'])).toEqual(['udp 0.0.0.0 meet.example.org', 'tcp 0.0.0.0 meet.example.org']);
  });

  test('with both: those interfaces, each under an address of its kind', () => {
    expect(brief(['10.0.0.2', 'fd00::2'], ['2001:db8::9', '203.0.113.9'])).toEqual([
      'udp 10.0.0.2 203.0.113.9', 'udp fd00::2 2001:db8::9', 'tcp 10.0.0.2 203.0.113.9', 'tcp fd00::2 2001:db8::9',
    ]);
  });

  test('`::` leaves IPv4 its port', () => {
    const flags = listenInfos({ listenIps: [], announcedAddresses: ['2001:db8::9', '203.0.113.9'] }, 40_000, local).map((info) => info.flags);
    expect(flags).toEqual([undefined, { ipv6Only: true }, undefined, { ipv6Only: true }]);
  });
});

describe('candidates', () => {
  const candidate = (protocol: 'udp' | 'tcp', address: string, priority: number): types.IceCandidate =>
    ({ foundation: `${protocol}candidate`, protocol, ip: address, address, port: 40_000, priority, type: 'host' });
  const given = [candidate('udp', '203.0.113.9', 9_000), candidate('tcp', '203.0.113.9', 8_000)];

  test('are one for each announced address and protocol, UDP before TCP', () => {
    const all = withAnnounced(given, ['203.0.113.9', '198.51.100.7', 'meet.example.org']);
    expect(all.map(({ protocol, address }) => `${protocol} ${address}`)).toEqual([
      'udp 203.0.113.9', 'udp 198.51.100.7', 'udp meet.example.org',
      'tcp 203.0.113.9', 'tcp 198.51.100.7', 'tcp meet.example.org',
    ]);
    expect(all.map(({ priority }) => priority)).toEqual([9_000, 8_900, 8_800, 8_000, 7_900, 7_800]);
    expect(all.every(({ ip, address }) => ip === address)).toBe(true);
  });

  test('of two sockets under one name are one', () => {
    const name = 'meet.example.org';
    expect(withAnnounced([candidate('udp', name, 9), candidate('udp', name, 8)], [name])).toHaveLength(1);
  });

  test('stay as they are without announced addresses', () => {
    expect(withAnnounced(given, [])).toEqual(given);
  });
});

describe('network settings', () => {
  test('are lists, IPv4, IPv6 and names', () => {
    expect(readConfig({ RTC_LISTEN_IP: '10.0.0.2, fd00::2', SFU_ANNOUNCED_ADDRESS: '203.0.113.9,2001:db8::9 , meet.example.org' }).media)
      .toMatchObject({ listenIps: ['10.0.0.2', 'fd00::2'], announcedAddresses: ['203.0.113.9', '2001:db8::9', 'meet.example.org'] });
  });

  test.each([
    [{ SFU_ANNOUNCED_ADDRESS: '203.0.113.9:40000' }, 'SFU_ANNOUNCED_ADDRESS'],
    [{ SFU_ANNOUNCED_ADDRESS: '203.0.113.9,0.0.0.0' }, 'nobody can be reached'],
    [{ SFU_ANNOUNCED_ADDRESS: '203.0.113.300' }, 'nobody can be reached'],
    [{ SFU_ANNOUNCED_ADDRESS: '239.1.2.3' }, 'nobody can be reached'],
    [{ SFU_ANNOUNCED_ADDRESS: 'fe80::1%eth0' }, 'nobody can be reached'],
    [{ SFU_ANNOUNCED_ADDRESS: '2001:db8::9', RTC_LISTEN_IP: '10.0.0.2' }, 'IPv6, and RTC_LISTEN_IP'],
    [{ SFU_ANNOUNCED_ADDRESS: '127.0.0.1', PUBLIC_URL: 'https://meet.example.org' }, "every client's own machine"],
    [{ RTC_LISTEN_IP: '0.0.0.0' }, 'RTC_LISTEN_IP'],
    [{ RTC_LISTEN_IP: 'eth0' }, 'RTC_LISTEN_IP'],
    [{ TURN_URLS: 'turn:turn.example.org' }, 'TURN_SECRET: missing'],
    [{ TURN_SECRET: SECRET }, 'TURN_URLS: missing'],
    [{ TURN_URLS: 'https://turn.example.org', TURN_SECRET: SECRET }, 'TURN_URLS'],
    [{ TURN_URLS: 'turn:turn.example.org', TURN_SECRET: 'short' }, 'TURN_SECRET'],
    [{ TURN_URLS: 'turn:turn.example.org', TURN_SECRET: SECRET, TURN_TTL_SECONDS: '3600' }, 'TURN_TTL_SECONDS'],
  ])('%j are refused in words', (env, words) => {
    expect(() => readConfig(env)).toThrow(words);
  });

  test('may announce loopback to this machine alone', () => {
    expect(readConfig({ SFU_ANNOUNCED_ADDRESS: '127.0.0.1', PUBLIC_URL: 'http://localhost:3000' }).media.announcedAddresses).toEqual(['127.0.0.1']);
  });
});

test('announced names that lead nowhere are told in the log, and only those', async () => {
  const logger = createLogger({ level: 'silent', format: 'json' });
  const warn = jest.spyOn(logger, 'warn');
  const resolve = async (name: string): Promise<void> => {
    if (name === 'gone.example.org') {
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    }
  };
  await checkAnnouncedNames(['203.0.113.9', 'meet.example.org', 'gone.example.org'], logger, resolve);
  expect(warn.mock.calls.map(([fields]) => fields)).toEqual([{ name: 'gone.example.org', code: 'ENOTFOUND' }]);
});

describe('servers for ICE', () => {
  const stun = { urls: ['stun:stun.example.org'] };
  const { turn } = readConfig({ TURN_URLS: 'turn:turn.example.org, turns:turn.example.org:443?transport=tcp', TURN_SECRET: SECRET });

  test('without TURN are the same for everyone', () => {
    expect(iceServersFor({ iceServers: [stun], turn: null })('ann')).toEqual([stun]);
  });

  test('with TURN bring each peer a name and password of its own that end after five minutes', () => {
    const now = 1_700_000_000_400;
    const servers = iceServersFor({ iceServers: [stun], turn }, () => now);
    const username = '1700000300:ann';
    expect(servers('ann')).toEqual([stun, {
      urls: ['turn:turn.example.org', 'turns:turn.example.org:443?transport=tcp'],
      username,
      credential: createHmac('sha1', SECRET).update(username).digest('base64'),
    }]);
    expect(servers('bob')[1]?.credential).not.toBe(servers('ann')[1]?.credential);
  });

  test('are made anew each time', () => {
    let now = 1_700_000_000_000;
    const servers = iceServersFor({ iceServers: [], turn }, () => now);
    const first = servers('ann')[0]?.username;
    now += 60_000;
    expect([first, servers('ann')[0]?.username]).toEqual(['1700000300:ann', '1700000360:ann']);
  });
});

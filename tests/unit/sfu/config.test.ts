import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../apps/sfu/src/config.ts';
import { DEFAULTS } from '../../support/settings.ts';
import { assertMediasoupVersion } from '../../../apps/sfu/src/media/version.ts';

describe('settings', () => {
  test('have defaults, and empty ones count as unset', () => {
    const config = readConfig({ PORT: '', SFU_WORKERS: '' });
    expect(config.http.port).toBe(3000);
    expect(config.media).toMatchObject({ basePort: 40_000, listenIps: [], announcedAddresses: [] });
    expect(config.media.workers).toBeGreaterThan(0);
    expect(config.rooms.defaults).toEqual(DEFAULTS);
  });

  test.each([
    [{ PORT: 'x' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ SFU_WORKERS: '0' }, 'SFU_WORKERS'],
    [{ SFU_ANNOUNCED_ADDRESS: 'http://1.2.3.4' }, 'SFU_ANNOUNCED_ADDRESS'],
    [{ SFU_ANNOUNCED_ADDRESS: '1.2.3.4:40000' }, 'SFU_ANNOUNCED_ADDRESS'],
    [{ PUBLIC_URL: 'meet.example.org' }, 'PUBLIC_URL'],
    [{ ALLOWED_ORIGINS: 'https://a.example, nonsense' }, 'ALLOWED_ORIGINS'],
    [{ EMBED_ORIGINS: "https://a.example, 'unsafe'" }, 'EMBED_ORIGINS'],
    [{ RTC_PORT: '65535', SFU_WORKERS: '2' }, 'RTC_PORT'],
    [{ VIDEO_CODEC: 'h265' }, 'VIDEO_CODEC'],
    [{ METRICS_TOKEN: 'short' }, 'METRICS_TOKEN'],
  ])('%j are refused by name', (env, name) => {
    expect(() => readConfig(env)).toThrow(name);
  });

  test('sites that may embed the player are origins, or all', () => {
    expect(readConfig({}).embedOrigins).toEqual([]);
    expect(readConfig({ EMBED_ORIGINS: 'https://a.example/page, *' }).embedOrigins).toEqual(['https://a.example', '*']);
  });

  test('origins are reduced to origins', () => {
    expect(readConfig({ PUBLIC_URL: 'https://meet.example.org/', ALLOWED_ORIGINS: 'https://a.example/x , https://b.example' }))
      .toMatchObject({ publicUrl: 'https://meet.example.org', allowedOrigins: ['https://a.example', 'https://b.example'] });
  });
});

test('an old mediasoup is refused', () => {
  expect(() => assertMediasoupVersion('3.19.3')).toThrow('3.27');
  expect(() => assertMediasoupVersion('3.26.9')).toThrow('3.27');
  for (const fine of ['3.27.0', '3.27.1', '3.30.0', '4.0.0']) {
    expect(() => assertMediasoupVersion(fine)).not.toThrow();
  }
});

test('access is open unless it is closed, and nothing else', () => {
  expect(readConfig({}).access).toBe('open');
  expect(readConfig({ ACCESS: 'closed' }).access).toBe('closed');
  expect(() => readConfig({ ACCESS: 'Closed' })).toThrow('ACCESS');
});

test('the file for the next process is named by an absolute path, or there is none', () => {
  expect([{}, { HANDOVER_FILE: '' }, { HANDOVER_FILE: 'off' }].map((env) => readConfig(env).handoverFile)).toEqual([null, null, null]);
  expect(readConfig({ HANDOVER_FILE: '/srv/../srv/x.json' }).handoverFile).toBe('/srv/x.json');
  expect(readConfig({ HANDOVER_FILE: 'x.json' }).handoverFile).toBe(`${process.cwd()}/x.json`);
  expect(readConfig({}).rooms.handoverSeconds).toBe(120);
});

test('webhooks need a key, and go to http and https only', () => {
  const WEBHOOK_KEY = 'k'.repeat(24);
  expect(readConfig({ WEBHOOK_URLS: 'https://a.example/x, http://b.example', WEBHOOK_KEY }).webhooks.urls).toHaveLength(2);
  expect(() => readConfig({ WEBHOOK_URLS: 'https://a.example' })).toThrow('WEBHOOK_KEY');
  expect(() => readConfig({ WEBHOOK_URLS: 'file:///etc/passwd', WEBHOOK_KEY })).toThrow('WEBHOOK_URLS');
});

test.each([
  ['ADMIN_KEY', 16, {}], ['METRICS_TOKEN', 16, {}], ['WEBHOOK_KEY', 24, {}], ['TURN_SECRET', 32, { TURN_URLS: 'turn:turn.example.org' }],
] as const)('%s is no secret with fewer than %i characters', (name, least, more) => {
  expect(() => readConfig({ ...more, [name]: 'k'.repeat(least) })).not.toThrow();
  expect(() => readConfig({ ...more, [name]: 'k'.repeat(least - 1) })).toThrow(name);
});

test('credentials for TURN hold for five minutes at the most', () => {
  expect(() => readConfig({ TURN_TTL_SECONDS: '301' })).toThrow('TURN_TTL_SECONDS');
  expect(() => readConfig({ TURN_TTL_SECONDS: '300' })).not.toThrow();
});

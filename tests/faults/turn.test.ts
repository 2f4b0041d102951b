import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TurnClient } from '../../tools/doctor/turn-client.mjs';
import { mint } from '../../tools/doctor/turn-relay.mjs';
import { checkTurn, type Server } from '../../tools/doctor/turn.mjs';
import { iceServersFor } from '../../apps/sfu/src/access/ice-servers.ts';
import { describeInNetworks } from '../support/netns/available.ts';
import { startCoturn, TURN_SECRET, type Coturn } from '../support/coturn.ts';
import { until } from '../support/until.ts';

const ALLOWED = '10.77.0.1';
const FORBIDDEN = 403;
const UNAUTHORIZED = 401;
const QUOTA = 486;

let coturn: Coturn;
const clients: TurnClient[] = [];

const server = (transport: 'udp' | 'tcp' = 'udp', host = '127.0.0.1'): Server =>
  ({ scheme: 'turn', host, port: coturn.port, transport });

async function client(credentials = mint(TURN_SECRET), at = server()): Promise<TurnClient> {
  const opened = await TurnClient.open(at, credentials);
  clients.push(opened);
  return opened;
}

describeInNetworks('a relay with the configuration of deploy/coturn', () => {
  beforeAll(async () => {
    coturn = await startCoturn({ ips: ['127.0.0.1', '::1'], allowed: [ALLOWED] });
  }, 30_000);

  afterAll(async () => {
    clients.forEach((opened) => opened.close());
    await coturn?.close();
  });

  test('takes the credentials that the server makes, over UDP and TCP', async () => {
    const turn = { urls: [], secret: TURN_SECRET, ttlSeconds: 60 };
    for (const transport of ['udp', 'tcp'] as const) {
      const { username = '', credential = '' } = iceServersFor({ iceServers: [], turn })(`ann-${transport}`)[0] ?? {};
      const ann = await client({ username, credential }, server(transport));
      expect([transport, await ann.allocate()]).toEqual([transport, 0]);
    }
  });

  test('refuses another secret, credentials that have ended, and another’s name', async () => {
    const ended = mint(TURN_SECRET, -1);
    const borrowed = { ...mint(TURN_SECRET), username: `${Math.floor(Date.now() / 1_000) + 86_400}:doctor` };
    for (const credentials of [mint('another secret'), ended, borrowed]) {
      expect(await (await client(credentials)).allocate()).toBe(UNAUTHORIZED);
    }
  });

  test('lets what was allocated go on after its credentials have ended', async () => {
    const credentials = mint(TURN_SECRET, 5, 'ann');
    const endsAt = Number(credentials.username.split(':')[0]) * 1_000;
    const ann = await client(credentials);
    expect(await ann.allocate()).toBe(0);
    // turnserver's clock ticks in seconds.
    await until('the credentials have ended', () => Date.now() > endsAt + 2_500, 15_000);
    expect(await (await client(credentials)).allocate()).toBe(UNAUTHORIZED);
    expect(await ann.refresh()).toBe(0);
    expect(await ann.permit(ALLOWED)).toBe(0);
  }, 40_000);

  test.each([
    '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.0.1',
    '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.0.1',
    '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.1.2.3', '240.0.0.1',
    '255.255.255.255',
  ])('does not relay to %s', async (address) => {
    expect(await (await allocated(4)).permit(address)).toBe(FORBIDDEN);
  });

  test.each([
    '::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:0:10.0.0.1', '64:ff9b::10.0.0.1', '64:ff9b:1::7f00:1',
    '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '2002:a00:1::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1',
    'ff02::1', 'ff0e::1',
  ])('does not relay to %s', async (address) => {
    expect(await (await allocated(6)).permit(address)).toBe(FORBIDDEN);
  });

  test('relays to addresses that everyone can reach, and to the one that the operator allows', async () => {
    expect(await (await allocated(4)).permit('8.8.8.8')).toBe(0);
    expect(await (await allocated(4)).permit(ALLOWED)).toBe(0);
    expect(await (await allocated(6)).permit('2606:4700::1111')).toBe(0);
  });

  test('makes no more than two dozen allocations for one participant', async () => {
    const greedy = mint(TURN_SECRET, 60, 'greedy');
    const codes: number[] = [];
    for (let i = 0; i < 30; i++) {
      codes.push(await (await client(greedy)).allocate());
    }
    expect(codes.slice(-5)).toEqual(Array(5).fill(QUOTA));
    expect(codes.filter((code) => code === 0).length).toBeLessThanOrEqual(24);
  });

  test('passes the doctor; with another secret it does not', async () => {
    const url = `turn:127.0.0.1:${coturn.port}`;
    expect(await checkTurn(`${url}, ${url}?transport=tcp`, TURN_SECRET)).toMatchObject([{ status: 'ok' }, { status: 'ok' }]);
    expect(await checkTurn(url, 'another secret')).toMatchObject([{ status: 'fix', found: 'answers, and refuses the credentials' }]);
  });
});

const kept = new Map<4 | 6, TurnClient>();

/** One allocation of each family serves all the tries. */
async function allocated(family: 4 | 6): Promise<TurnClient> {
  const known = kept.get(family);
  if (known !== undefined) {
    return known;
  }
  const made = await client(mint(TURN_SECRET, 60, `family-${family}`), family === 4 ? server() : server('udp', '::1'));
  expect(await made.allocate(family)).toBe(0);
  kept.set(family, made);
  return made;
}

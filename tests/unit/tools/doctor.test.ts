import { createSocket } from 'node:dgram';
import { describe, expect, test } from '@jest/globals';
import { checkAccess } from '../../../tools/doctor/access.mjs';
import { isInside, isLocalName } from '../../../tools/doctor/addresses.mjs';
import { udpEcho } from '../../../tools/doctor/echo.mjs';
import { answers, checkTurn, makeRequest, parse } from '../../../tools/doctor/turn.mjs';

test('addresses that have a meaning only inside some network are known', () => {
  const addresses = [
    '10.1.2.3',
    '172.31.0.1',
    '172.32.0.1',
    '127.0.0.1',
    '100.64.0.1',
    '8.8.8.8',
    '::1',
    'fd00::2',
    '2001:db8::1',
  ];
  expect(addresses.filter((address) => !isInside(address))).toEqual(['172.32.0.1', '8.8.8.8', '2001:db8::1']);
});

test('names of this machine are known', () => {
  const names = ['localhost', 'a.localhost', '127.0.0.1', '[::1]', 'localhost.example.org', 'example.org'];
  expect(names.filter(isLocalName)).toEqual(['localhost', 'a.localhost', '127.0.0.1', '[::1]']);
});

describe('a TURN URL', () => {
  test('is read with its defaults', () => {
    expect(parse('turn:relay.test')).toEqual({
      scheme: 'turn',
      host: 'relay.test',
      port: 3478,
      transport: 'udp',
    });
    expect(parse('turns:relay.test')).toEqual({
      scheme: 'turns',
      host: 'relay.test',
      port: 5349,
      transport: 'tcp',
    });
    expect(parse('turn:[::1]:9?transport=tcp')).toEqual({
      scheme: 'turn',
      host: '::1',
      port: 9,
      transport: 'tcp',
    });
  });

  test.each(['relay.test', 'http://relay.test', 'turn:', 'turn:relay.test?transport=sctp'])(
    '%s is refused',
    (url) => {
      expect(parse(url)).toBeUndefined();
    },
  );
});

describe('an answer to a STUN request', () => {
  const response = (request: Buffer, type: number) => {
    const message = Buffer.from(request.subarray(0, 20));
    message.writeUInt16BE(type, 0);
    return message;
  };

  test('is a response of the same method and transaction, errors included', () => {
    const allocate = makeRequest('turn');
    expect(answers(allocate, response(allocate, 0x0113))).toBe(true);
    expect(answers(allocate, response(allocate, 0x0103))).toBe(true);
    expect(answers(allocate, response(allocate, 0x0101))).toBe(false);
    expect(answers(allocate, allocate)).toBe(false);
    expect(answers(allocate, response(makeRequest('turn'), 0x0113))).toBe(false);
    expect(answers(allocate, Buffer.alloc(5))).toBe(false);
  });

  test('makes a relay pass the check; silence does not', async () => {
    const relay = createSocket('udp4');
    relay.on('message', (message, from) => relay.send(response(message, 0x0113), from.port, from.address));
    await new Promise<void>((resolve) => relay.bind(0, '127.0.0.1', resolve));
    const [answered, refused] = await checkTurn(`turn:127.0.0.1:${relay.address().port}, nonsense`);
    relay.close();
    expect(answered).toMatchObject({ status: 'ok' });
    expect(refused).toMatchObject({ status: 'fix' });
  });
});

test.each([
  [{}, 'ok'],
  [{ publicUrl: 'http://localhost:3000' }, 'ok'],
  [{ publicUrl: 'https://meet.example.org' }, 'note'],
  [{ publicUrl: 'https://meet.example.org', access: 'closed', tokenKeys: 'k:…', adminKey: '…' }, 'ok'],
  [{ access: 'closed', adminKey: '…' }, 'note'],
  [{ access: 'closed' }, 'fix'],
] as const)('who may come in with %j: %s', (settings, status) => {
  expect(checkAccess(settings)).toMatchObject({ status });
});

test('a packet to an own address comes in', async () => {
  const probe = createSocket('udp4');
  await new Promise<void>((resolve) => probe.bind(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  await expect(udpEcho({ port, host: '0.0.0.0', address: '127.0.0.1' })).resolves.toBe(true);
});

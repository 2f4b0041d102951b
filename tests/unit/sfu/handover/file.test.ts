import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { HandoverFile, MAX_HANDOVER_BYTES } from '../../../../apps/sfu/src/handover/file.ts';
import type { Handover } from '../../../../apps/sfu/src/handover/schema.ts';
import { digestOf } from '../../../../apps/sfu/src/rooms/digest.ts';
import { DEFAULTS } from '../../../support/settings.ts';

const HANDOVER: Handover = {
  rooms: [{
    roomId: 'daily',
    encrypted: false,
    settings: { ...DEFAULTS, locked: true },
    present: [{ tokens: [digestOf('a')], identity: null, id: 'ann', role: 'host' }],
    departed: [{ tokens: [digestOf('b')], identity: digestOf('ben'), id: 'ben', role: 'speaker', at: 1 }],
    left: [digestOf('c')],
    keptOut: { identities: [digestOf('eve')], clientIds: [digestOf('f')], tokens: [] },
    denied: [{ who: digestOf('client g'), times: 2, until: 7 }],
  }],
  openings: [{ roomId: 'weekly', settings: { lobby: true } }],
  revoked: [{ jti: 'x', until: 9 }],
};

let folder: string;
let path: string;
let logged: { code?: string; msg: string }[];

const file = (at = path): HandoverFile =>
  new HandoverFile(at, pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line) as never) }));
const codes = (): (string | undefined)[] => logged.flatMap(({ code }) => code ?? []);
const writes = async (change: (content: Record<string, unknown>) => unknown): Promise<void> => {
  await file().write(HANDOVER);
  await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>)));
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenary-handover-'));
  path = join(folder, 'state', 'handover.json');
  logged = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the handover', () => {
  test('is read as it was written, by nobody else, and leaves nothing beside it', async () => {
    expect(await file().write(HANDOVER)).toBe(true);
    expect(await file().read()).toEqual(HANDOVER);
    expect([(await stat(path)).mode & 0o777, (await stat(join(folder, 'state'))).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(await readdir(join(folder, 'state'))).toEqual(['handover.json']);
    await file().remove();
    expect(await readdir(join(folder, 'state'))).toEqual([]);
  });

  test('that is not there is nothing to speak of', async () => {
    expect(await file().read()).toBeNull();
    await file().remove();
    expect(logged).toEqual([]);
  });

  test.each<[string, (content: Record<string, unknown>) => unknown, string]>([
    ['of the day before', (content) => ({ ...content, writtenAt: Date.now() - 11 * 60_000 }), 'TIME'],
    ['of tomorrow', (content) => ({ ...content, writtenAt: Date.now() + 86_400_000 }), 'TIME'],
    ['of another form', ({ format: _, ...content }) => ({ format: 'plenary-handover-2', ...content }), 'BROKEN'],
    ['without its rooms', (content) => ({ ...content, rooms: undefined }), 'BROKEN'],
    ['with a token in clear', (content) => ({ ...content, rooms: [{ ...HANDOVER.rooms[0], left: ['a'.repeat(32)] }] }), 'BROKEN'],
    ['with somebody denied in clear', (content) => ({ ...content, rooms: [{ ...HANDOVER.rooms[0], denied: [{ who: 'client g', times: 1, until: 1 }] }] }), 'BROKEN'],
    ['with a role of its own', (content) => ({
      ...content, rooms: [{ ...HANDOVER.rooms[0], present: [{ ...HANDOVER.rooms[0]?.present[0], role: 'admin' }] }],
    }), 'BROKEN'],
  ])('%s is ignored, told, and written over', async (_, change, code) => {
    await writes(change);
    const made = file();
    expect(await made.read()).toBeNull();
    expect(codes()).toEqual([code]);
    expect(await made.write(HANDOVER)).toBe(true);
    expect(await file().read()).toEqual(HANDOVER);
  });

  test.each([['', 'BROKEN'], ['{"format":"plenary-handover-1","writtenAt":17', 'BROKEN'], ['root:x:0:0', 'FOREIGN'], ['[]', 'FOREIGN']])(
    'of the words %j is ignored: %s', async (words, code) => {
      await mkdir(join(folder, 'state'));
      await writeFile(path, words);
      expect(await file().read()).toBeNull();
      expect(codes()).toEqual([code]);
    });

  test('does not take the place of a file that is somebody else’s', async () => {
    const other = join(folder, 'accounts.json');
    await writeFile(other, '{"accounts":[]}');
    const made = file(other);
    expect(await made.read()).toBeNull();
    expect(await made.write(HANDOVER)).toBe(false);
    await made.remove();
    expect(await readFile(other, 'utf8')).toBe('{"accounts":[]}');
  });

  test('that is huge is not read, and none is written', async () => {
    await file().write(HANDOVER);
    await truncate(path, MAX_HANDOVER_BYTES + 1);
    expect(await file().read()).toBeNull();
    await rm(path);
    const left = Array.from({ length: MAX_HANDOVER_BYTES / 45 }, (_, i) => String(i).padStart(43, '0'));
    expect(await file().write({ ...HANDOVER, rooms: HANDOVER.rooms.map((room) => ({ ...room, left })) })).toBe(false);
    expect(codes()).toEqual(['TOO_LARGE', 'TOO_LARGE']);
    expect(await readdir(join(folder, 'state'))).toEqual([]);
  });

  test('that can’t be written is told at the start, and once afterwards', async () => {
    // A file where the folder should be: that stops root, too.
    await writeFile(join(folder, 'state'), '');
    const made = file();
    expect(await made.read()).toBeNull();
    expect([await made.write(HANDOVER), await made.write(HANDOVER)]).toEqual([false, false]);
    expect(codes()).toEqual(['UNWRITABLE', 'UNREADABLE', 'UNWRITABLE']);
    await rm(join(folder, 'state'));
    expect(await made.write(HANDOVER)).toBe(true);
  });

  test('follows no link that stands where it is drafted', async () => {
    const victim = join(folder, 'victim');
    await writeFile(victim, 'mine');
    await mkdir(join(folder, 'state'));
    await symlink(victim, `${path}.tmp`);
    expect(await file().write(HANDOVER)).toBe(true);
    expect(await readFile(victim, 'utf8')).toBe('mine');
    expect(await file().read()).toEqual(HANDOVER);
  });

  test('of another version goes without what only one of them knows', async () => {
    await writes((content) => ({ ...content, more: 1, openings: [{ roomId: 'weekly', settings: { lobby: true, newer: 'x' } }] }));
    expect((await file().read())?.openings).toEqual(HANDOVER.openings);
  });
});

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ip, system } from './system.ts';
import { Wire } from './wire.ts';

const PREFIX = 'plenary-';
const MAX_PLACES = 8;

/**
 * Somewhere that a person calls from: a network namespace of its own. Between it and this process lies another, the
 * way there, whose rules of nftables are the faults: they go with it, and a packet that is dropped on the way is lost
 * without a word, while one that is dropped where it is sent is an error to the sender.
 */
export class Place {
  readonly namespace: string;
  /** The namespace between. */
  readonly way: string;
  /** Its own address. */
  readonly ip: string;
  /** The address of this process at the other end of its cable. */
  readonly outerIp: string;
  /** The IPv6 address of this process there. */
  readonly outerIp6: string;
  /** Its cable, when it was asked to be one with faults. */
  readonly wire: Wire | null;
  readonly #folder: string;

  constructor(options: Pick<Place, 'namespace' | 'way' | 'ip' | 'outerIp' | 'outerIp6' | 'wire'>) {
    ({ namespace: this.namespace, way: this.way, ip: this.ip, outerIp: this.outerIp, outerIp6: this.outerIp6, wire: this.wire } = options);
    this.#folder = mkdtempSync(join(tmpdir(), 'plenary-place-'));
  }

  /** What a command is run with to be here. */
  get through(): string[] {
    return ['ip', 'netns', 'exec', this.namespace];
  }

  /** A program that starts another here, for whoever takes the path of a program. */
  executable(program: string): string {
    const path = join(this.#folder, program.replaceAll('/', '_'));
    writeFileSync(path, `#!/bin/sh\nexec ${this.through.join(' ')} '${program}' "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** Drops what any of these match, of packets that come and that go, instead of what was dropped before: `meta l4proto udp`, for instance. */
  drop(...matches: string[]): void {
    const rules = matches.map((match) => `${match} counter drop`).join('\n');
    const chain = `chain forward { type filter hook forward priority 0; ${rules}\n}`;
    const table = `table inet fault\ndelete table inet fault\ntable inet fault { ${chain}\n}\n`;
    system('ip', ['netns', 'exec', this.way, 'nft', '-f', '-'], table);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A private network around this process. What an earlier one left behind after a crash is removed first. */
export class Network {
  readonly #places: Place[] = [];
  readonly #subnet = freeSubnet();
  readonly #subnet6 = `fd70:${this.#subnet.split('.').join(':')}:`;
  readonly #namespaces: string[] = [];
  readonly #wires: Wire[] = [];
  #count = 0;

  constructor() {
    removeLeftovers();
  }

  /** @param options.wire through a cable with faults to order (`Place.wire`) */
  async place({ wire = false }: { wire?: boolean } = {}): Promise<Place> {
    const index = this.#count++;
    if (index >= MAX_PLACES) {
      throw new Error(`a network has ${MAX_PLACES} places at the most`);
    }
    const namespace = `${PREFIX}${process.pid}-${index}`;
    const way = `${namespace}-way`;
    const address = (host: number): string => `${this.#subnet}.${8 * index + host}`;
    const address6 = (host: number): string => `${this.#subnet6}:${(8 * index + host).toString(16)}`;
    const device = (letter: string): string => `pl${process.pid.toString(36)}${letter}${index}`;
    const [outer, inner, down, up] = ['o', 'i', 'd', 'u'].map(device) as [string, string, string, string];
    for (const name of [namespace, way]) {
      ip('netns', 'add', name);
      this.#namespaces.push(name);
    }
    const cable = wire ? await Wire.open(way, outer, inner) : null;
    this.#wires.push(...(cable === null ? [] : [cable]));
    if (!wire) {
      ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', way);
    }
    ip('-n', way, 'link', 'add', down, 'type', 'veth', 'peer', 'name', up, 'netns', namespace);
    const ends = [
      [[], outer, 1], [['-n', way], inner, 2], [['-n', way], down, 5], [['-n', namespace], up, 6],
    ] as const;
    for (const [at, name, host] of ends) {
      ip(...at, 'link', 'set', name, 'up');
      ip(...at, 'addr', 'add', `${address(host)}/30`, 'dev', name);
      ip(...at, '-6', 'addr', 'add', `${address6(host)}/126`, 'dev', name, 'nodad');
    }
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    ip('-n', namespace, 'route', 'add', 'default', 'via', address(5));
    ip('-n', namespace, '-6', 'route', 'add', 'default', 'via', address6(5));
    ip('-n', way, 'route', 'add', 'default', 'via', address(1));
    ip('-n', way, '-6', 'route', 'add', 'default', 'via', address6(1));
    ip('route', 'add', `${address(4)}/30`, 'via', address(2));
    ip('-6', 'route', 'add', `${address6(4)}/126`, 'via', address6(2));
    system('ip', ['netns', 'exec', way, 'sysctl', '-q', '-w', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
    const place = new Place({ namespace, way, ip: address(6), outerIp: address(1), outerIp6: address6(1), wire: cable });
    this.#places.push(place);
    return place;
  }

  /** Removes everything, also of a place that could not be finished. */
  async close(): Promise<void> {
    await Promise.all(this.#wires.splice(0).map((wire) => wire.close()));
    this.#namespaces.splice(0).forEach(end);
    this.#places.splice(0).forEach((place) => place.close());
  }
}

/** 10.x.y that nothing here uses. Its numbers make the IPv6 network too. */
function freeSubnet(): string {
  const taken = ip('-4', 'route', 'show', 'table', 'all') + ip('-4', 'addr', 'show');
  for (let tries = 0; tries < 1_000; tries++) {
    const subnet = `10.${64 + Math.floor(Math.random() * 128)}.${Math.floor(Math.random() * 256)}`;
    if (!taken.includes(`${subnet}.`)) {
      return subnet;
    }
  }
  throw new Error('no free addresses for a private network');
}

/** Processes that are still in a namespace keep it; they can only be what a test started there. */
function end(namespace: string): void {
  for (const pid of ip('netns', 'pids', namespace).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
  ip('netns', 'del', namespace);
}

function removeLeftovers(): void {
  for (const line of ip('netns', 'list').split('\n')) {
    const [namespace = ''] = line.split(' ');
    const owner = new RegExp(`^${PREFIX}(\\d+)-`, 'u').exec(namespace)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) {
      end(namespace);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

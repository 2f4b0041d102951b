import {
  CallError, LIMITS, sealedTextSchema, type EncryptionMember, type KeyBox, type PeerId, type RoomSettings, type RoomSettingsChange,
  type VideoCodec,
} from '@plenary/protocol';
import type { Peer, Receives } from './peer.ts';
import type { RoomChannel } from './ports.ts';

/** Codecs whose packets can be forwarded without a look into the frames: the others are taken apart by their content. */
const CODECS: readonly VideoCodec[] = ['vp8', 'vp9'];

export interface Newcomer {
  /** Of who comes by a link that carries a key. */
  readonly announcement?: string | undefined;
  readonly receives?: Receives | undefined;
}

export interface EncryptionOptions {
  /** Whether the room is encrypted end to end, which is settled when it opens. */
  readonly encrypted: boolean;
  readonly channel: RoomChannel;
  readonly peers: ReadonlyMap<PeerId, Peer>;
}

/**
 * What a room does for the encryption of those in it: tells everyone of everyone's public key, relays what they hand
 * each other, and refuses what can't be had in such a room. It knows no secret and reads nothing.
 */
export class Encryption {
  readonly #options: EncryptionOptions;

  constructor(options: EncryptionOptions) {
    this.#options = options;
  }

  get encrypted(): boolean {
    return this.#options.encrypted;
  }

  /** For the snapshot; `null` in a room that is not encrypted. */
  get state(): { members: EncryptionMember[] } | null {
    return this.encrypted ? { members: [...this.#options.peers.values()].flatMap(memberOf) } : null;
  }

  /**
   * @param size how many are in the room without the newcomer
   * @throws {CallError} `E2EE_REQUIRED`, `E2EE_MISMATCH`, `ROOM_FULL`, and `CONFLICT` for encoders and players
   */
  admit({ announcement, receives = 'tracks' }: Newcomer, size: number): void {
    if (!this.encrypted) {
      if (announcement !== undefined) {
        throw new CallError('E2EE_MISMATCH');
      }
      return;
    }
    if (receives !== 'tracks') {
      throw new CallError('CONFLICT', 'the meeting is encrypted end to end: encoders and players have no part in it');
    }
    if (announcement === undefined) {
      throw new CallError('E2EE_REQUIRED');
    }
    if (size >= LIMITS.encryptedRoomPeers) {
      throw new CallError('ROOM_FULL');
    }
  }

  came(peer: Peer): void {
    this.#tell(memberOf(peer), []);
  }

  left(peerId: PeerId): void {
    this.#tell([], [peerId]);
  }

  /** Hands boxes to those that they are for. @throws {CallError} `CONFLICT` in a room that is not encrypted */
  relay(from: PeerId, boxes: readonly KeyBox[]): void {
    if (!this.encrypted) {
      throw new CallError('CONFLICT', 'the room is not encrypted');
    }
    for (const { to, box } of boxes) {
      this.#options.peers.get(to)?.link.notify({ name: 'keyBox', payload: { from, box } });
    }
  }

  /** In an encrypted room every text is encrypted, elsewhere none is. @throws {CallError} `BAD_REQUEST` */
  checkText(text: string): void {
    if (sealedTextSchema.safeParse(text).success !== this.encrypted) {
      throw new CallError('BAD_REQUEST', this.encrypted ? 'the text is not encrypted' : 'the room is not encrypted', { path: 'text' });
    }
  }

  /** @throws {CallError} `CONFLICT` for what can't be had in an encrypted room */
  checkChange({ codec }: RoomSettingsChange): void {
    if (this.encrypted && codec !== undefined && !CODECS.includes(codec)) {
      throw new CallError('CONFLICT', `the meeting is encrypted end to end: it can use ${CODECS.join(' and ')} only`);
    }
  }

  /** What the room opens with. */
  adapt(settings: RoomSettings): RoomSettings {
    return this.encrypted && !CODECS.includes(settings.codec) ? { ...settings, codec: 'vp8' } : settings;
  }

  /** @throws {CallError} `CONFLICT`: the server can't show what it can't see */
  checkHls(): void {
    if (this.encrypted) {
      throw new CallError('CONFLICT', 'the meeting is encrypted end to end: the server can’t send it out as HLS');
    }
  }

  #tell(joined: EncryptionMember[], left: PeerId[]): void {
    if (this.encrypted) {
      this.#options.channel.broadcast('all', { name: 'encryptionChanged', payload: { joined, left } });
    }
  }
}

function memberOf({ id, announcement }: Peer): EncryptionMember[] {
  return announcement === null ? [] : [{ peerId: id, announcement }];
}

import type { types } from 'mediasoup-client';
import native, { type PeerConnection, type Track } from 'node-datachannel';
import { fingerprintOf, remoteAnswer } from './sdp.ts';

export interface ConnectionEvents {
  stateChanged(state: 'connected' | 'failed' | 'closed'): void;
  /** A decrypted RTP or RTCP packet. */
  packet(packet: Buffer): void;
}

type Remote = Parameters<typeof remoteAnswer>[0];

/** One native peer connection: ICE, DTLS and SRTP for one transport, with packets as buffers and no codecs. */
export class NativeConnection {
  readonly dtlsParameters: types.DtlsParameters;
  readonly #peer: PeerConnection;
  readonly #track: Track;
  readonly #remote: Remote;
  readonly #direction: 'send' | 'recv';
  #open = false;
  #closed = false;

  constructor(direction: 'send' | 'recv', remote: Remote, events: ConnectionEvents) {
    this.#direction = direction;
    this.#remote = remote;
    this.#peer = new native.PeerConnection('bot', { iceServers: [], disableAutoNegotiation: true });
    const media = new native.Video('0', direction === 'send' ? 'SendOnly' : 'RecvOnly');
    media.addVP8Codec(96);
    this.#track = this.#peer.addTrack(media);
    this.#track.onOpen(() => (this.#open = true));
    this.#track.onMessage((packet) => events.packet(packet));
    this.#peer.onStateChange((state) => {
      if (!this.#closed && (state === 'connected' || state === 'failed' || state === 'closed')) {
        events.stateChanged(state);
      }
    });
    this.#peer.setLocalDescription('offer');
    const local = this.#peer.localDescription();
    if (local === null) {
      throw new Error('the native connection made no description');
    }
    this.dtlsParameters = { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: fingerprintOf(local.sdp) }] };
  }

  /** Starts ICE and DTLS; the server must know `dtlsParameters` by then, or know them soon. */
  start(): void {
    this.#peer.setRemoteDescription(remoteAnswer(this.#remote, this.#direction === 'send' ? 'recvonly' : 'sendonly'), 'answer');
  }

  /** Whether packets can be sent. */
  get open(): boolean {
    return this.#open && !this.#closed;
  }

  /** Sends an RTP or RTCP packet; drops it while the connection is not open. */
  send(packet: Buffer): void {
    if (this.open) {
      this.#track.sendMessageBinary(packet);
    }
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#peer.close();
    }
  }
}

/** Frees the native threads, after which a process can end. */
export function releaseNative(): void {
  native.cleanup();
}

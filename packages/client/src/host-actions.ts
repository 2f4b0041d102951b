import type { PeerId, Stoppable } from '@plenary/protocol';
import type { Signaling } from './signaling.ts';

/**
 * What hosts do about others: who comes in, who is heard and seen, who stays. All reject with a `CallError` that
 * carries the server's code: `FORBIDDEN` for who is no host, `NOT_FOUND` for somebody who is gone.
 */
export class HostActions {
  readonly #signaling: Pick<Signaling, 'request'>;

  constructor(signaling: Pick<Signaling, 'request'>) {
    this.#signaling = signaling;
  }

  /** Lets someone in who waits in the lobby. */
  async admit(visitorId: string): Promise<void> {
    await this.#signaling.request('admit', { visitorId });
  }

  async deny(visitorId: string): Promise<void> {
    await this.#signaling.request('deny', { visitorId });
  }

  async admitAll(): Promise<void> {
    await this.#signaling.request('admitAll', {});
  }

  /** Turns somebody's microphone, camera or screen share off. */
  async stopMedia(peerId: PeerId, source: Stoppable): Promise<void> {
    await this.#signaling.request('stopMedia', { peerId, source });
  }

  /** Everyone's microphone but hosts'. */
  async muteAll(): Promise<void> {
    await this.#signaling.request('muteAll', {});
  }

  async askToUnmute(peerId: PeerId): Promise<void> {
    await this.#signaling.request('askToUnmute', { peerId });
  }

  /** They can't come back while the room is open. */
  async removePeer(peerId: PeerId): Promise<void> {
    await this.#signaling.request('removePeer', { peerId });
  }

  /** Ends the meeting for everyone, oneself included: the state says `ended`. */
  async endMeeting(): Promise<void> {
    await this.#signaling.request('endMeeting', {});
  }
}

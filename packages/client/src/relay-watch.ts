/** Why the relays (TURN servers) that this client was told of are of no help, as far as is known. */
export type RelayTrouble = 'refused' | 'unreachable';

type CandidateError = Pick<RTCPeerConnectionIceErrorEvent, 'url' | 'errorCode'>;

/** No answer came from the server (W3C WebRTC, `RTCPeerConnectionIceErrorEvent`); below it are STUN's and TURN's own. */
const NO_ANSWER = 701;

/** Keeps what each relay last said to this client; it counts only where no media get through. */
export class RelayWatch {
  /** By address. */
  readonly #codes = new Map<string, number>();
  readonly #told: (trouble: RelayTrouble | null) => void;
  #trouble: RelayTrouble | null = null;

  constructor(told: (trouble: RelayTrouble | null) => void) {
    this.#told = told;
  }

  /** A browser gave up one of the servers that it was to gather candidates from. */
  failed({ url, errorCode }: CandidateError): void {
    // STUN servers are asked for an address only. One network of several that can't reach a relay says nothing of the
    // others: what a relay answered over any of them counts more.
    if (/^turns?:/u.test(url) && (errorCode !== NO_ANSWER || !this.#codes.has(url))) {
      this.#codes.set(url, errorCode);
      this.#look();
    }
  }

  /** The call, or its network, is another. */
  reset(): void {
    this.#codes.clear();
    this.#look();
  }

  #look(): void {
    const codes = [...this.#codes.values()];
    const trouble = codes.length === 0 ? null : codes.some((code) => code < NO_ANSWER) ? 'refused' : 'unreachable';
    if (trouble !== this.#trouble) {
      this.#trouble = trouble;
      this.#told(trouble);
    }
  }
}

/** Counts the packets of one received stream against its sequence numbers (RFC 3550, appendix A.1). */
export class TrackCounter {
  received = 0;
  bytes = 0;
  #first = -1;
  #highest = -1;

  /** @param sequence 16 bits, as on the wire @param bytes the RTP packet's length */
  count(sequence: number, bytes: number): void {
    this.received++;
    this.bytes += bytes;
    if (this.#highest === -1) {
      // One cycle up, so that an earlier packet that comes late stays positive.
      this.#first = this.#highest = sequence + 0x10000;
      return;
    }
    // The distance as a signed 16-bit number: it crosses the wrap in either direction.
    const distance = ((sequence - this.#highest) << 16) >> 16;
    const extended = this.#highest + distance;
    if (extended > this.#highest) {
      this.#highest = extended;
    } else if (extended < this.#first) {
      this.#first = extended;
    }
  }

  /** Packets between the first and the last, both included. */
  get expected(): number {
    return this.#highest === -1 ? 0 : this.#highest - this.#first + 1;
  }

  get lost(): number {
    return Math.max(0, this.expected - this.received);
  }
}

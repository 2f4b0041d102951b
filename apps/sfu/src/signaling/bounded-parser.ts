import { LIMITS } from '@plenary/protocol';
import { Decoder, Encoder, PacketType } from 'socket.io-parser';

/** The event name under which a message that was too large is delivered, without its content. */
export const OVERSIZED = '#oversized';

/** An event of the default namespace: type 2, the acknowledgement id when one is wanted, then JSON. */
const EVENT_HEADER = /^2(\d{0,15})\[/u;

/**
 * socket.io's parser with a bound before the JSON is parsed: a message over the limit is answered with
 * `TOO_LARGE`, and its connection goes on. Binary messages have no place in the protocol and end it.
 */
class BoundedDecoder extends Decoder {
  override add(chunk: unknown): void {
    if (typeof chunk !== 'string') {
      throw new Error('binary messages are not part of the protocol');
    }
    if (chunk.length <= LIMITS.messageBytes) {
      super.add(chunk);
      return;
    }
    const header = EVENT_HEADER.exec(chunk);
    if (header === null) {
      throw new Error('oversized packet');
    }
    this.emitReserved('decoded', {
      type: PacketType.EVENT,
      nsp: '/',
      data: [OVERSIZED],
      ...(header[1] === '' ? {} : { id: Number(header[1]) }),
    });
  }
}

export const boundedParser = { Encoder, Decoder: BoundedDecoder };

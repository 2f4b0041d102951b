/** Length of a payload descriptor as it is written here, in bytes. */
export const VP8_DESCRIPTOR = 6;
/** Length of what `writeVp8Header` writes at most, in bytes. */
export const VP8_HEADER = 16;

export interface Vp8Descriptor {
  /** Whether this is the first packet of a frame. */
  readonly start: boolean;
  /** 15 bits. */
  readonly pictureId: number;
  /** 8 bits. */
  readonly tl0PictureIndex: number;
  /** 0 to 2. */
  readonly temporalLayer: number;
}

export interface Vp8Header extends Vp8Descriptor {
  readonly keyFrame: boolean;
  readonly width: number;
  readonly height: number;
}

/** Writes a payload descriptor (RFC 7741, section 4.2). */
export function writeVp8Descriptor(packet: Buffer, offset: number, header: Vp8Descriptor): void {
  // X, and S where a frame begins; then I, L and T.
  packet[offset] = 0x80 | (header.start ? 0x10 : 0);
  packet[offset + 1] = 0xe0;
  packet.writeUInt16BE(0x8000 | header.pictureId, offset + 2);
  packet[offset + 4] = header.tl0PictureIndex;
  // TID, and Y: frames of higher layers here depend on the base layer alone.
  packet[offset + 5] = (header.temporalLayer << 6) | (header.temporalLayer > 0 ? 0x20 : 0);
}

/** Writes a payload descriptor and, at the start of a frame, the frame's own header. */
export function writeVp8Header(packet: Buffer, offset: number, header: Vp8Header): void {
  writeVp8Descriptor(packet, offset, header);
  const frame = offset + VP8_DESCRIPTOR;
  if (!header.start) {
    packet[frame] = 0x55;
    return;
  }
  // The frame tag (RFC 6386, section 9.1): bit 0 is clear in a key frame, bit 4 says that it is shown.
  packet[frame] = header.keyFrame ? 0x10 : 0x11;
  if (header.keyFrame) {
    packet[frame + 1] = 0;
    packet[frame + 2] = 0;
    packet[frame + 3] = 0x9d;
    packet[frame + 4] = 0x01;
    packet[frame + 5] = 0x2a;
    packet.writeUInt16LE(header.width & 0x3fff, frame + 6);
    packet.writeUInt16LE(header.height & 0x3fff, frame + 8);
  }
}

/**
 * Whether a VP8 payload begins a key frame.
 * @param payload what follows the RTP header
 */
export function beginsKeyFrame(payload: Buffer): boolean {
  const first = payload[0] ?? 0;
  // S set and partition 0, the first of a frame.
  if ((first & 0x10) === 0 || (first & 0x07) !== 0) {
    return false;
  }
  let offset = 1;
  if ((first & 0x80) !== 0) {
    const extensions = payload[1] ?? 0;
    offset = 2;
    if ((extensions & 0x80) !== 0) {
      offset += ((payload[offset] ?? 0) & 0x80) !== 0 ? 2 : 1;
    }
    offset += (extensions & 0x40) !== 0 ? 1 : 0;
    offset += (extensions & 0x30) !== 0 ? 1 : 0;
  }
  return offset < payload.length && ((payload[offset] ?? 1) & 0x01) === 0;
}

/** RTP and RTCP as far as feeding an encoder needs them (RFC 3550). */

const HEADER_BYTES = 12;
/** Seconds from NTP's epoch (1900) to Unix's. */
const NTP_EPOCH_OFFSET_S = 2_208_988_800;

export interface RtpPacket {
  /** On the last packet of a picture. */
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

/** @returns `null` for what is not a whole RTP packet, or carries nothing (probes of the bandwidth are mere padding) */
export function readRtp(packet: Buffer): RtpPacket | null {
  if (packet.length < HEADER_BYTES) {
    return null;
  }
  const [first = 0, second = 0] = packet;
  let start = HEADER_BYTES + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (packet.length < start + 4) {
      return null;
    }
    start += 4 + 4 * packet.readUInt16BE(start + 2);
  }
  const end = packet.length - ((first & 0x20) === 0 ? 0 : packet[packet.length - 1] ?? 0);
  if (start >= end) {
    return null;
  }
  return {
    marker: (second & 0x80) !== 0,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    payload: packet.subarray(start, end),
  };
}

export function writeRtp(header: Omit<RtpPacket, 'payload'> & { payloadType: number; ssrc: number }, payload: Buffer): Buffer {
  const packet = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  packet[0] = 0x80;
  packet[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  packet.writeUInt16BE(header.sequence & 0xffff, 2);
  packet.writeUInt32BE(header.timestamp >>> 0, 4);
  packet.writeUInt32BE(header.ssrc, 8);
  payload.copy(packet, HEADER_BYTES);
  return packet;
}

/** A sender report: which time a timestamp stands for. From these a receiver keeps several streams in step. */
export function writeSenderReport(ssrc: number, unixMs: number, timestamp: number): Buffer {
  const report = Buffer.alloc(28);
  report[0] = 0x80;
  report[1] = 200;
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(ssrc, 4);
  const seconds = Math.floor(unixMs / 1_000);
  report.writeUInt32BE(seconds + NTP_EPOCH_OFFSET_S, 8);
  report.writeUInt32BE(Math.floor(((unixMs - seconds * 1_000) / 1_000) * 2 ** 32), 12);
  report.writeUInt32BE(timestamp >>> 0, 16);
  return report;
}

/** How far one RTP timestamp is ahead of another, over their wrapping at 2³². */
export function timestampDelta(later: number, earlier: number): number {
  return (later - earlier) | 0;
}

/** The same of sequence numbers, which wrap at 2¹⁶. */
export function sequenceDelta(later: number, earlier: number): number {
  return ((later - earlier) << 16) >> 16;
}

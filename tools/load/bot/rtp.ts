/*
 * RTP and RTCP as far as bots need them (RFC 3550, RFC 4585, RFC 5104, RFC 8285): fixed headers are written,
 * key-frame requests are read.
 */

/** Length of an RTP header without extensions, in bytes. */
export const RTP_HEADER = 12;
/** Length of an RTP header with one one-byte extension element, padded to a word. */
export const RTP_HEADER_WITH_LEVEL = 20;
/** Each packet ends with its time of departure, so that a receiver on the same machine can tell its delay. */
export const STAMP_BYTES = 12;
/** Tells a stamp from the end of a packet that some other participant sent. */
const STAMP_MARK = 0x706c656e;

const NTP_EPOCH_OFFSET_S = 2_208_988_800;

export interface RtpHeader {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

/** Writes the fixed header; `extended` says that a header extension follows. */
export function writeRtpHeader(packet: Buffer, header: RtpHeader, extended = false): void {
  packet[0] = extended ? 0x90 : 0x80;
  packet[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  packet.writeUInt16BE(header.sequence & 0xffff, 2);
  packet.writeUInt32BE(header.timestamp >>> 0, 4);
  packet.writeUInt32BE(header.ssrc, 8);
}

/** Writes the client-to-mixer audio level (RFC 6464) after the fixed header. @param level in -dBov, 0 to 127 */
export function writeAudioLevel(packet: Buffer, id: number, level: number, voice: boolean): void {
  packet.writeUInt32BE(0xbede_0001, RTP_HEADER);
  packet[16] = id << 4;
  packet[17] = (voice ? 0x80 : 0) | level;
  packet.writeUInt16BE(0, 18);
}

/** Marks the moment at which a packet leaves. @param now in milliseconds, of a clock that all processes share */
export function writeStamp(packet: Buffer, now: number): void {
  packet.writeUInt32BE(STAMP_MARK, packet.length - STAMP_BYTES);
  packet.writeDoubleBE(now, packet.length - 8);
}

/** @returns `null` for a packet without a stamp */
export function readStamp(packet: Buffer): number | null {
  const at = packet.length - STAMP_BYTES;
  return at > RTP_HEADER && packet.readUInt32BE(at) === STAMP_MARK ? packet.readDoubleBE(at + 4) : null;
}

/** Milliseconds of the machine's monotonic clock: the same in every process, unlike `performance.now()`. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Whether a packet on a multiplexed port is RTCP (RFC 5761, section 4). */
export function isRtcp(packet: Buffer): boolean {
  const type = packet[1] ?? 0;
  return type >= 192 && type <= 223;
}

export interface SenderReport {
  readonly ssrc: number;
  /** Milliseconds since 1970. */
  readonly wallClock: number;
  /** The RTP timestamp of that moment. */
  readonly timestamp: number;
  readonly packets: number;
  readonly octets: number;
}

/** A sender report: the server needs one of each simulcast layer before it switches between them. */
export function senderReport(report: SenderReport): Buffer {
  const packet = Buffer.alloc(28);
  packet[0] = 0x80;
  packet[1] = 200;
  packet.writeUInt16BE(6, 2);
  packet.writeUInt32BE(report.ssrc, 4);
  const seconds = Math.floor(report.wallClock / 1_000);
  packet.writeUInt32BE((seconds + NTP_EPOCH_OFFSET_S) >>> 0, 8);
  packet.writeUInt32BE(Math.floor(((report.wallClock - seconds * 1_000) / 1_000) * 2 ** 32) >>> 0, 12);
  packet.writeUInt32BE(report.timestamp >>> 0, 16);
  packet.writeUInt32BE(report.packets >>> 0, 20);
  packet.writeUInt32BE(report.octets >>> 0, 24);
  return packet;
}

/** The SSRCs that a compound RTCP packet asks key frames of, by PLI or FIR. */
export function keyFrameRequests(compound: Buffer): number[] {
  const ssrcs: number[] = [];
  for (let offset = 0; offset + 12 <= compound.length; ) {
    const format = (compound[offset] ?? 0) & 0x1f;
    const type = compound[offset + 1];
    const end = offset + 4 + compound.readUInt16BE(offset + 2) * 4;
    if (type === 206 && format === 1) {
      ssrcs.push(compound.readUInt32BE(offset + 8));
    } else if (type === 206 && format === 4) {
      for (let entry = offset + 12; entry + 8 <= Math.min(end, compound.length); entry += 8) {
        ssrcs.push(compound.readUInt32BE(entry));
      }
    }
    offset = end;
  }
  return ssrcs;
}

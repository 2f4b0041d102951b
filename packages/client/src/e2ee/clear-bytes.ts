/** The codecs whose encrypted frames pass the server and the browsers' packetisers: the others are not sent. */
export const ENCRYPTABLE_VIDEO = ['vp8', 'vp9'] as const;

export interface FrameKind {
  /** `video/VP8`, as the browser names it; empty where it does not. */
  readonly mimeType: string;
  /** Of a video frame. */
  readonly isKeyFrame: boolean;
}

/**
 * How many bytes of a frame stay readable; `null` for one that can't be sent encrypted.
 *
 * - VP8: the frame tag (3 bytes), and in a key frame start code and size (10 bytes): the server finds key frames by
 *   the first byte, the browser reads the size.
 * - VP9: none, all of that stands in the RTP payload descriptor, outside the frame.
 * - Sound: none.
 */
export function clearBytes({ mimeType, isKeyFrame }: FrameKind): number | null {
  switch (mimeType.toLowerCase()) {
    case 'video/vp8':
      return isKeyFrame ? 10 : 3;
    case 'video/vp9':
    case 'audio/opus':
      return 0;
    default:
      return null;
  }
}

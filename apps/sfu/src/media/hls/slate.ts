/** Video codecs that an output can read. ffmpeg 5 has no way to take AV1 from RTP. */
export const OUTPUT_CODECS = ['vp8', 'vp9', 'h264'] as const;
export type OutputCodec = (typeof OUTPUT_CODECS)[number];

const decode = (base64: string): Buffer => Buffer.from(base64, 'base64');

/*
 * One key frame of 320 × 180 in the colour of a dark page, as libvpx, libvpx-vp9 and x264 (constrained baseline,
 * one slice) encode it; of VP8 and VP9 with the shortest payload descriptor before it (RFC 7741, RFC 9628).
 */
const VP8 = 'EPAOAJ0BKkABtAAARwiFhYiFhIgCAgAGFgVpfa9ubJzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh'
  + '7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7Jzh7JzeAP7/dHA/VpNIkAA=';
const VP9 = 'DIJJg0IAE/ALNgA4JBwYQgAAUGH2MAAAZ/b9PP//gAYDE9oaNUkPwAA=';
const H264_PARAMETERS = ['Z0LAFaYRBQZ+fARAAAADAEAAAAyjxYuEYA==', 'aMhCDyyA'];
const H264_PICTURE = 'ZYiCAl4jFAAGjWOAAajgMnJycnJycnJycnJycnJycnJycnXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX'
  + 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX'
  + 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXg=';

/** The payloads, in order, of the RTP packets that make up one picture to show while there is none. */
export const SLATE: Readonly<Record<OutputCodec, readonly Buffer[]>> = {
  vp8: [decode(VP8)],
  vp9: [decode(VP9)],
  h264: [...H264_PARAMETERS, H264_PICTURE].map(decode),
};

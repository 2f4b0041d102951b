import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PICTURE_CLOCK_HZ, PICTURE_PAYLOAD_TYPE } from './picture-lane.ts';
import type { OutputCodec } from './slate.ts';
import { VOICE_CLOCK_HZ, VOICE_PAYLOAD_TYPE } from './voice-lane.ts';

/** The one rendition: 720p at 25 frames a second, and a key frame at the start of each segment of a second. */
const PICTURE = { width: 1_280, height: 720, rate: 25, bitrate: '2000k', buffer: '2000k' };
const SOUND_BITRATE = '128k';
const SEGMENT_SECONDS = 1;

const NAMES = { vp8: 'VP8', vp9: 'VP9', h264: 'H264' } as const satisfies Record<OutputCodec, string>;
const FORMAT_PARAMETERS = { vp8: '', vp9: '', h264: `a=fmtp:${PICTURE_PAYLOAD_TYPE} packetization-mode=1\n` };

/** How the inputs are described to ffmpeg (RFC 8866). */
export function sessionDescription(codec: OutputCodec, picturePort: number, voicePorts: readonly number[]): string {
  const voices = voicePorts.map((port) =>
    `m=audio ${port} RTP/AVP ${VOICE_PAYLOAD_TYPE}\na=rtpmap:${VOICE_PAYLOAD_TYPE} opus/${VOICE_CLOCK_HZ}/2\n`);
  return 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n'
    + `m=video ${picturePort} RTP/AVP ${PICTURE_PAYLOAD_TYPE}\n`
    + `a=rtpmap:${PICTURE_PAYLOAD_TYPE} ${NAMES[codec]}/${PICTURE_CLOCK_HZ}\n${FORMAT_PARAMETERS[codec]}`
    + voices.join('');
}

export interface EncoderFiles {
  readonly folder: string;
  /** Begins the names of all that one run writes. */
  readonly prefix: string;
}

/** ffmpeg's own playlist of one run. */
export const runPlaylist = ({ folder, prefix }: EncoderFiles): string => join(folder, `${prefix}.m3u8`);
export const initName = ({ prefix }: EncoderFiles): string => `${prefix}-init.mp4`;

/** What ffmpeg is started with; the session description comes through its standard input. */
export function encoderArguments(codec: OutputCodec, voices: number, files: EncoderFiles): string[] {
  const { width, height, rate, bitrate, buffer } = PICTURE;
  const inputs = Array.from({ length: voices }, (_, i) => `[0:a:${i}]`).join('');
  return [
    '-hide_banner', '-nostats', '-loglevel', 'warning',
    '-protocol_whitelist', 'pipe,udp,rtp',
    // By itself ffmpeg would listen on all addresses of the machine.
    '-localaddr', '127.0.0.1',
    // Read in a thread of its own: packets must not be lost while a picture is encoded.
    '-thread_queue_size', '4096',
    '-analyzeduration', '300000', '-fpsprobesize', '0',
    // What a publisher is asked for again comes within this, in microseconds.
    '-max_delay', '300000',
    // More threads would hold back a picture each.
    '-threads', '1',
    // ffmpeg's own decoder of VP9 shows the first of several spatial layers, this one the last.
    ...(codec === 'vp9' ? ['-c:v', 'libvpx-vp9'] : []),
    '-f', 'sdp', '-i', 'pipe:0',
    '-filter_complex', `${inputs}amix=inputs=${voices}:normalize=0,alimiter=limit=0.95[sound]`,
    '-map', '0:v:0', '-map', '[sound]',
    '-vf', `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:-1:-1,setsar=1`,
    '-r', String(rate), '-pix_fmt', 'yuv420p',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline', '-threads', '2',
    '-b:v', bitrate, '-maxrate', bitrate, '-bufsize', buffer,
    '-g', String(rate * SEGMENT_SECONDS), '-keyint_min', String(rate * SEGMENT_SECONDS), '-sc_threshold', '0',
    '-c:a', 'aac', '-b:a', SOUND_BITRATE, '-ar', '48000', '-ac', '2',
    '-f', 'hls', '-hls_time', String(SEGMENT_SECONDS), '-hls_list_size', '6',
    '-hls_segment_type', 'fmp4', '-hls_flags', 'independent_segments+temp_file',
    '-hls_fmp4_init_filename', initName(files),
    '-hls_segment_filename', join(files.folder, `${files.prefix}-%06d.m4s`),
    runPlaylist(files),
  ];
}

/** Whether this ffmpeg can be run and has the encoders. @returns the reason when not, in words for the operator */
export async function whyUnusable(ffmpeg: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(ffmpeg, ['-hide_banner', '-encoders'], { timeout: 10_000 });
    return /\blibx264\b/u.test(stdout) && /\baac\b/u.test(stdout) ? null : `${ffmpeg} was built without libx264 or aac`;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing ? `ffmpeg is not installed (${ffmpeg})` : `${ffmpeg} can't be run: ${(error as Error).message}`;
  }
}

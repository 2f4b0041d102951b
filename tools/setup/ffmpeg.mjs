// ffmpeg turns a room into HLS. Without it everything else works.
import { ensurePackages, hasApt } from './apt.mjs';
import { succeeds } from './run.mjs';
import { Problem, progressLine, warn } from './say.mjs';

/** Folders of tests that encode or decode with ffmpeg. */
const FFMPEG_TESTS = /(^|\/)tests\/?$|(^|\/)(e2e|media|signaling)(\/|$)/;

/** Whether the ffmpeg that the server would use runs. */
export const hasFfmpeg = () => succeeds(process.env['FFMPEG_PATH'] || 'ffmpeg', ['-version']);

/**
 * Whether the tests that these jest arguments choose need ffmpeg. Without a path, jest runs all of them.
 *
 * @param {string[]} args
 */
export function needsFfmpeg(args) {
  const paths = args.filter((arg) => /^(\.?\.?\/)*tests(\/|$)/.test(arg));
  return paths.length === 0 || paths.some((path) => FFMPEG_TESTS.test(path));
}

/**
 * Makes sure that ffmpeg is there: Debian's is installed when it is missing.
 *
 * @throws {Problem} when it can't be installed
 */
export async function ensureFfmpeg() {
  if (await hasFfmpeg()) return;
  const progress = progressLine('ffmpeg');
  await ensurePackages(['ffmpeg'], {
    purpose: 'HLS',
    otherwise: ['Or set FFMPEG_PATH to an ffmpeg with libx264.'],
    onLine: (line) => progress.update(line),
  }).finally(() => progress.end());
}

/** Brings ffmpeg where that needs nobody's password, and otherwise says what is missing without it. */
export async function bringFfmpeg() {
  if (await hasFfmpeg()) return;
  if (process.getuid?.() === 0 && hasApt()) {
    try {
      await ensureFfmpeg();
      return;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  warn('ffmpeg is not installed, so rooms can’t be sent out as HLS. With Debian: apt-get install ffmpeg');
}

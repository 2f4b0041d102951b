import { version } from 'mediasoup';

const MINIMUM = [3, 27] as const;

/**
 * npm on an older Node installs mediasoup 3.19 without a word, which lacks many memory-safety fixes.
 * @throws {Error} when the installed version is older than 3.27.
 */
export function assertMediasoupVersion(installed: string = version): void {
  const [major = 0, minor = 0] = installed.split('.').map(Number);
  if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
    throw new Error(
      `mediasoup ${installed} is installed, but ${MINIMUM.join('.')} or newer is needed: run "npm run setup" again.`,
    );
  }
}

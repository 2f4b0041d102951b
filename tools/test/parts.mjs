/**
 * Files that run at the same time, after those of the part before.
 *
 * @typedef {object} Part
 * @property {(path: string) => boolean} holds
 * @property {number} workers How many files at a time, on two cores.
 */

/** Pure logic, and sockets without media: they wait far more than they work. */
const SOCKETS = [
  /\/tests\/(unit|signaling|regressions)\//,
  /\/tests\/faults\/(f05-handover|f09-socket|f17|f18|f20|f21|f24|f26|f27|f28|f30|turn)[-.]/,
];

/** Small pictures and long waits: for a fault to be noticed, a door to open, a page to be looked through. */
const PAIRS = [
  /\/tests\/e2e\/(access|accessibility|broadcast-host|content-policy|embed|encryption-tap|hls|host-rights|meeting-settings)\.test/,
  /\/tests\/e2e\/(phone-pages|server-stopping|trouble|watch|watch-accessibility|whip)\.test/,
  /\/tests\/faults\/(f05-sigterm|f10|f11|f12|f16|f29)[-.]/,
  /\/tests\/media\/(hls|leak|whip-whep)\.test/,
];

/** @param {readonly RegExp[]} patterns @returns {Part['holds']} */
const anyOf = (patterns) => (path) => patterns.some((pattern) => pattern.test(path));

/**
 * A file belongs to the first part that holds it. What no other holds runs alone: it fills the machine with encoders
 * and decoders, or judges times, in which work beside it would show.
 *
 * @type {readonly Part[]}
 */
export const PARTS = [
  { holds: anyOf(SOCKETS), workers: 4 },
  { holds: anyOf(PAIRS), workers: 2 },
  { holds: () => true, workers: 1 },
];

/** How many files run at a time at the most. */
export const MOST_WORKERS = Math.max(...PARTS.map(({ workers }) => workers));

/**
 * The tests of each part.
 *
 * @template {{ readonly path: string }} Test
 * @param {readonly Test[]} tests
 * @returns {Test[][]}
 */
export function inParts(tests) {
  const partOf = (/** @type {Test} */ { path }) => PARTS.find(({ holds }) => holds(path));
  return PARTS.map((part) => tests.filter((test) => partOf(test) === part));
}

import { bold, dim, green, red, yellow } from '../setup/say.mjs';

/**
 * What one check found. `fix`: Plenary does not work, or not for everybody, until somebody acts. `note`:
 * worth knowing, and perhaps intended.
 *
 * @typedef {object} Finding
 * @property {'ok' | 'note' | 'fix'} status
 * @property {string} check What was looked at, a few words.
 * @property {string} found What was found, one sentence.
 * @property {string[]} [advice] What to do, or what the finding does not prove; one line each.
 */

const MARKS = { ok: green('✔'), note: yellow('!'), fix: red('✖') };

/** @param {Finding} finding */
export function printFinding({ status, check, found, advice = [] }) {
  console.log(`${MARKS[status]} ${bold(check)}: ${found}`);
  for (const line of advice) console.log(`    ${dim(line)}`);
}

/** @param {Finding[]} findings */
export function printSummary(findings) {
  const toFix = findings.filter(({ status }) => status === 'fix').length;
  if (toFix > 0) console.log(`\n${red(`${toFix} to fix`)}, marked ✖ above.`);
  else console.log(`\n${green('Nothing has to be fixed.')}`);
}

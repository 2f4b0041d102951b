// STUN and TURN, as the settings name them to clients.
import { checkTurn } from './turn.mjs';

/** @typedef {import('./report.mjs').Finding} Finding */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Finding[]>}
 */
export async function checkIceSettings(env) {
  const { TURN_URLS: urls, TURN_SECRET: secret, ICE_SERVERS: others } = env;
  /** @type {Finding[]} */
  const findings = [];
  if (urls && !secret) {
    findings.push({
      status: 'fix',
      check: 'TURN_SECRET',
      found: 'not set, so nobody can use the TURN servers of TURN_URLS, and Plenary does not start',
      advice: ['Set it to the static-auth-secret of the TURN server: see deploy/coturn/README.md.'],
    });
  }
  if (urls) findings.push(...(await checkTurn(urls, secret)));
  if (others) findings.push(...(await checkTurn(urlsOf(others).join(','))));
  if (!urls && !others) {
    findings.push({
      status: 'ok',
      check: 'Relay',
      found: 'none, so networks that block both UDP and TCP to the media ports are shut out',
      advice: ['docs/network.md tells when a TURN server is worth having.'],
    });
  }
  return findings;
}

/**
 * The server says at its start what is wrong with the list; here a broken one has no servers to try.
 *
 * @param {string} json
 * @returns {string[]}
 */
function urlsOf(json) {
  try {
    return JSON.parse(json).flatMap((/** @type {{ urls?: string | string[] }} */ { urls = [] }) => urls);
  } catch {
    return [];
  }
}

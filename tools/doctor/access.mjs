// Who may come in.
import { isLocalName } from './addresses.mjs';

/** @typedef {import('./report.mjs').Finding} Finding */

/**
 * @param {{ publicUrl?: string | undefined, access?: string | undefined, tokenKeys?: string | undefined, adminKey?: string | undefined }} settings
 * @returns {Finding}
 */
export function checkAccess({ publicUrl, access, tokenKeys, adminKey }) {
  const check = 'Who may come in';
  if (access !== 'closed') {
    const found = 'whoever knows a meeting’s link, and anybody may open meetings (ACCESS=open)';
    const isPublic = publicUrl !== undefined && URL.canParse(publicUrl) && !isLocalName(new URL(publicUrl).hostname);
    return isPublic
      ? {
          status: 'note',
          check,
          found,
          advice: [
            'This server has a public address: set ACCESS=closed, TOKEN_KEYS and ADMIN_KEY, and invite people by',
            'tokens (npm run token; docs/access.md), unless meetings for everybody are what it is for.',
          ],
        }
      : { status: 'ok', check, found };
  }
  const found = 'whoever has a token (ACCESS=closed)';
  if (!tokenKeys && !adminKey) {
    return {
      status: 'fix',
      check,
      found: 'nobody: access is closed, and nothing is set that could make tokens',
      advice: ['Set TOKEN_KEYS, and ADMIN_KEY for npm run token and the API.'],
    };
  }
  return tokenKeys
    ? { status: 'ok', check, found }
    : { status: 'note', check, found, advice: ['Set TOKEN_KEYS: without, every token ends when the server restarts.'] };
}

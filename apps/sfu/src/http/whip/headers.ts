import type { IceServer } from '@plenary/protocol';
import type { RequestHandler } from 'express';

export const SDP = 'application/sdp';
export const FRAGMENT = 'application/trickle-ice-sdpfrag';

/**
 * Pages of any origin may use these resources: nothing here follows from where a request comes from, and no cookie
 * is looked at.
 */
export const crossOrigin: RequestHandler = (_request, response, next) => {
  response.set({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Location, ETag, Link, Accept-Post, Accept-Patch, Retry-After, WWW-Authenticate',
    'cache-control': 'no-store',
  });
  next();
};

/** Answers `OPTIONS`, a browser's before others included. */
export function options(methods: string, accepts: Readonly<Record<string, string>>): RequestHandler {
  return (_request, response) => {
    response.set({
      allow: methods,
      ...accepts,
      'access-control-allow-methods': methods,
      'access-control-allow-headers': 'Authorization, Content-Type, If-Match',
      'access-control-max-age': '86400',
    });
    response.status(200).end();
  };
}

/** STUN and TURN servers, one link for each address (RFC 9725, section 4.6). */
export function iceServerLinks(servers: readonly IceServer[]): string[] {
  return servers.flatMap(({ urls, username, credential }) => urls.map((url) => [
    `<${url.replaceAll('>', '%3E')}>; rel="ice-server"`,
    ...(username === undefined ? [] : [`username=${quoted(username)}`]),
    ...(credential === undefined ? [] : [`credential=${quoted(credential)}`, 'credential-type="password"']),
  ].join('; ')));
}

const quoted = (text: string): string => `"${text.replace(/["\\]/gu, '\\$&')}"`;

import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';

/** Whether a request carries the secret as bearer token; takes the same time whatever it carries. */
export function bears(authorization: string | undefined, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${secret}`));
}

/** Lets those pass who have the key. */
export function withKey(key: string): RequestHandler {
  return (request, response, next) => {
    if (bears(request.headers.authorization, key)) {
      next();
      return;
    }
    response.status(401).set('www-authenticate', 'Bearer').json({ code: 'FORBIDDEN', message: 'The admin key is needed.' });
  };
}

import express, { type Router } from 'express';
import { z } from 'zod';
import { grantSchema, type Tokens } from '../access/tokens.ts';
import { jsonBody, valid } from './admin/input.ts';
import { withKey } from './admin/key.ts';

/** An hour unless said otherwise, a year at the most. */
const tokenInput = grantSchema.strict().extend({ ttl: z.int().min(1).max(31_536_000).default(3_600) });

/**
 * `POST /api/v1/tokens`: a token for an encoder or a player, for whoever has the admin key. `ttl` is in seconds.
 * Answers the token and when it ends, in milliseconds since 1970.
 */
export function tokenRoutes(key: string, tokens: Tokens): Router {
  const router = express.Router();
  router.post('/', withKey(key), jsonBody, async (request, response) => {
    const input = valid(tokenInput, request.body, response);
    if (input !== null) {
      const { ttl, ...grant } = input;
      const expiresAt = Date.now() + ttl * 1_000;
      response.status(201).json({ token: await tokens.sign(grant, ttl), expiresAt });
    }
  });
  return router;
}

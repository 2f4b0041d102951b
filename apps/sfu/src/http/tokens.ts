import express, { type Router } from 'express';
import { CallError } from '@plenary/protocol';
import { z } from 'zod';
import { grantSchema } from '../access/grant.ts';
import type { Tokens } from '../access/tokens.ts';
import { withKey } from './admin/key.ts';
import { jsonBody, valid } from './input.ts';

/** How long a token can hold at the most, in seconds: a year. */
const MAX_TTL_S = 31_536_000;
/** An hour unless said otherwise. */
const tokenInput = grantSchema.strict().extend({ ttl: z.int().min(1).max(MAX_TTL_S).default(3_600) });
const revocation = z.object({
  jti: z.string().min(1).max(128),
  /** When the token ends by itself, in milliseconds since 1970. */
  expiresAt: z.coerce.number().int().optional(),
});

/**
 * For whoever has the admin key:
 *
 * - `POST /api/v1/tokens`: a token. `ttl` is in seconds. Answers it, its `jti`, and when it ends, in milliseconds
 *   since 1970.
 * - `DELETE /api/v1/tokens/<jti>`: that token lets nobody in any more, and those whom it let in are out. With
 *   `?expiresAt=` it is remembered until then only, otherwise as long as a token can hold.
 *
 * @param revoked told of each token that is revoked
 */
export function tokenRoutes(key: string, tokens: Tokens, revoked: (jti: string) => void): Router {
  const router = express.Router();
  router.use(withKey(key));
  router.post('/', jsonBody, async (request, response) => {
    const input = valid(tokenInput, request.body, response);
    if (input !== null) {
      const { ttl, ...grant } = input;
      await answer(response, async () => response.status(201).json(await tokens.sign(grant, ttl)));
    }
  });
  router.delete('/:jti', async (request, response) => {
    const input = valid(revocation, { jti: request.params.jti, ...request.query }, response);
    if (input !== null) {
      const { jti, expiresAt = Date.now() + MAX_TTL_S * 1_000 } = input;
      await answer(response, () => {
        tokens.revocations.add(jti, expiresAt);
        revoked(jti);
        response.status(204).end();
      });
    }
  });
  return router;
}

async function answer(response: express.Response, act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof CallError)) {
      throw error;
    }
    response.status(503).json(error.toWire());
  }
}

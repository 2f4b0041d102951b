import { CallError } from '@plenary/protocol';
import express, { type RequestHandler, type Response } from 'express';
import type { z } from 'zod';

/** Reads a small JSON body. */
export const jsonBody: RequestHandler = express.json({ limit: '1kb' });

/** What was sent, when it has the form asked for; otherwise answers `BAD_REQUEST` with the path of the fault. */
export function valid<T>(schema: z.ZodType<T>, value: unknown, response: Response): T | null {
  const input = schema.safeParse(value);
  if (input.success) {
    return input.data;
  }
  const { path, message } = input.error.issues[0] ?? { path: [], message: '' };
  response.status(400).json(new CallError('BAD_REQUEST', message, { path: path.join('.') }).toWire());
  return null;
}

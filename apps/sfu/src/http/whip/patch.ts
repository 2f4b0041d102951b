import type { Request, Response } from 'express';
import { readFragment, writeFragment } from '../../sdp/fragment.ts';
import { FRAGMENT } from './headers.ts';
import { Problem } from './problem.ts';
import type { Session } from './session.ts';

/**
 * `PATCH` on a session: more candidates of the client, or a restart of ICE (RFC 9725, section 4.3). Other credentials
 * than those of the current ICE session make it a restart.
 */
export async function patch(session: Session, request: Request, response: Response): Promise<void> {
  const condition = request.headers['if-match'];
  if (condition === undefined) {
    throw new Problem(428, 'If-Match is needed: the entity tag of the session, or “*” to restart ICE.');
  }
  const matches = condition.split(',').some((tag) => tag.trim() === '*' || tag.trim() === session.etag);
  if (!matches) {
    throw new Problem(412, 'ICE was restarted meanwhile: this is not the entity tag of the session any more.');
  }
  const { usernameFragment } = readFragment(typeof request.body === 'string' ? request.body : '');
  if (!session.isRestart(usernameFragment)) {
    response.status(204).end();
    return;
  }
  const { transport, mids, firstKind } = await session.restartIce(usernameFragment);
  response.status(200).set('etag', session.etag);
  response.setHeader('content-type', FRAGMENT);
  response.end(writeFragment(transport, mids, firstKind));
}

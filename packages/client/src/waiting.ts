import { CallError, type Notification, type RequestOutput } from '@plenary/protocol';
import type { ConnectionState } from './state.ts';

/** What the server answers to a join that has to wait: in the queue for a place, or in the lobby for a host. */
export type WaitAnswer = Extract<RequestOutput<'join'>, { status: 'waiting' | 'lobby' }>;

export function waitState(answer: WaitAnswer): ConnectionState {
  return answer.status === 'lobby' ? { status: 'lobby' } : { status: 'waiting', position: answer.position };
}

/** What becomes of someone who waits. */
export type WaitOutcome =
  | { readonly next: 'wait'; readonly connection: ConnectionState }
  /** It is their turn: the join is to be repeated, with the ticket. */
  | { readonly next: 'enter' }
  | { readonly next: 'end'; readonly connection: ConnectionState }
  /** The room is gone, nobody is there to let them in: what comes now is another one. */
  | { readonly next: 'again'; readonly error: CallError };

/** @returns `null` where the notification means nothing to someone who waits, or nobody does */
export function whileWaiting({ status }: ConnectionState, notification: Notification): WaitOutcome | null {
  if (status !== 'waiting' && status !== 'lobby') {
    return null;
  }
  switch (notification.name) {
    case 'queueChanged': {
      const { position } = notification.payload;
      return position === 0 ? { next: 'enter' } : { next: 'wait', connection: { status: 'waiting', position } };
    }
    case 'lobbyAnswered': {
      const { admitted, retryAfterSeconds } = notification.payload;
      const denied = new CallError('DENIED', undefined, { retryAfterSeconds });
      return admitted ? { next: 'enter' } : { next: 'end', connection: { status: 'closed', reason: 'failed', error: denied } };
    }
    case 'closed': {
      const { reason } = notification.payload;
      return reason === 'ended'
        ? { next: 'end', connection: { status: 'closed', reason } }
        : { next: 'again', error: new CallError('UNAVAILABLE') };
    }
    default:
      return null;
  }
}

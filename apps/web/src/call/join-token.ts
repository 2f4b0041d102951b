import type { Grantable, RoomId } from '@plenary/protocol';
import { useEffect } from 'react';
import { fragmentPart, withoutPart } from './link-fragment';

/** For browsers that keep no storage, in frames of other sites say. */
const kept = new Map<RoomId, string>();
const keyOf = (roomId: RoomId): string => `plenary.token.${roomId}`;

/**
 * The join token with which this tab came to a room: that of the link, and after it was taken out of the address
 * the one kept for the tab, so that the page can be reloaded.
 */
export function joinToken(roomId: RoomId): string | null {
  const given = fragmentPart(window.location.hash, 'token');
  if (given !== null) {
    return given;
  }
  try {
    return sessionStorage.getItem(keyOf(roomId)) ?? kept.get(roomId) ?? null;
  } catch {
    return kept.get(roomId) ?? null;
  }
}

/** For a join: `{ token }`, or nothing. */
export function withJoinToken(roomId: RoomId): { readonly token?: string } {
  const token = joinToken(roomId);
  return token === null ? {} : { token };
}

/**
 * The name that a token gives. It is read without being checked, which is the server's to do: for showing only.
 * @returns `null` when it gives none, or is no token
 */
export function nameInToken(token: string | null): string | null {
  const { name } = claimsIn(token);
  return typeof name === 'string' && name !== '' ? name : null;
}

/** Whether a token leaves its bearer a right of those that their role has; without one, all are. For showing only. */
export function isGrantedBy(token: string | null, permission: Grantable): boolean {
  const { permissions } = claimsIn(token);
  return !Array.isArray(permissions) || permissions.includes(permission);
}

function claimsIn(token: string | null): Readonly<Record<string, unknown>> {
  try {
    const payload = token?.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>> | null;
    return claims ?? {};
  } catch {
    return {};
  }
}

/**
 * Takes the token out of the visible address: whoever copies that address to invite somebody would hand out who
 * they are. A link with another token that is opened in the same tab starts the page anew.
 */
export function useTokenLink(roomId: RoomId): void {
  useEffect(() => {
    const given = fragmentPart(window.location.hash, 'token');
    if (given !== null) {
      kept.set(roomId, given);
      try {
        sessionStorage.setItem(keyOf(roomId), given);
      } catch {
        // It is kept until the page is closed.
      }
      const { pathname, search, hash } = window.location;
      window.history.replaceState(window.history.state, '', `${pathname}${search}${withoutPart(hash, 'token')}`);
    }
    const changed = () => {
      if (fragmentPart(window.location.hash, 'token') !== null) {
        window.location.reload();
      }
    };
    window.addEventListener('hashchange', changed);
    return () => window.removeEventListener('hashchange', changed);
  }, [roomId]);
}

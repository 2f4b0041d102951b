import type { Role } from '@plenary/protocol';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useRole } from '../hooks/use-room';

/** Tells when one's own role changed in the meeting. */
export function useRoleNotice(onRole: (role: Role, before: Role) => void): void {
  const role = useRole();
  const last = useRef(role);
  const tell = useEffectEvent(onRole);
  useEffect(() => {
    const before = last.current;
    last.current = role;
    if (before !== role) {
      tell(role, before);
    }
  }, [role]);
}

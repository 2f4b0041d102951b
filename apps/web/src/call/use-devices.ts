'use client';

import type { DeviceKind, DeviceOption } from '@plenary/client';
import { useCall } from './call-context';
import { useCallState, useCallValue } from './use-call-state';

export interface Devices {
  readonly options: readonly DeviceOption[];
  /** The id of the device in use, or that will be used; `null` while none is known. */
  readonly current: string | null;
  readonly select: (deviceId: string) => void;
  /** False where the browser leaves the choice to the system (loudspeakers, in some browsers). */
  readonly selectable: boolean;
}

/** The devices of a kind and the one in use. */
export function useDevices(kind: DeviceKind): Devices {
  const call = useCall();
  const options = useCallState((state) => state.local.devices[kind]);
  const chosen = useCallState((state) => state.local.selected[kind]);
  const open = useCallValue(() => (kind === 'speaker' ? null : (call.localTrack(kind)?.getSettings().deviceId ?? null)));
  const known = (deviceId: string | null) => options.find((option) => option.deviceId === deviceId)?.deviceId;
  return {
    options,
    current: known(open) ?? known(chosen) ?? known('default') ?? options[0]?.deviceId ?? null,
    select: (deviceId) => {
      void call.selectDevice(kind, deviceId);
    },
    selectable: kind !== 'speaker' || 'setSinkId' in HTMLMediaElement.prototype,
  };
}

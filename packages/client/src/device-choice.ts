import type { DeviceKind, DeviceOption } from './state.ts';

/** How the devices of a kind stand, before and after the system said that they changed. */
export interface DeviceChange {
  readonly kind: DeviceKind;
  readonly before: readonly DeviceOption[];
  readonly after: readonly DeviceOption[];
  /** The one in use; `null` is the system's default. */
  readonly selected: string | null;
  /** The one that the person chose last, whether it is there or not; `null` is the system's default. */
  readonly chosen: string | null;
}

/** Which device to use from now on, and whether what is open has to be opened anew for it. */
export interface DeviceChoice {
  readonly selected: string | null;
  readonly reopen: boolean;
}

/**
 * What a change of devices means for those of one kind: a chosen one that is gone gives way to the default, and is
 * returned to when it is back; a microphone that is the system's default follows what the system makes the default.
 */
export function choiceAfter({ kind, before, after, selected, chosen }: DeviceChange): DeviceChoice {
  const isIn = (devices: readonly DeviceOption[], deviceId: string): boolean =>
    devices.some((device) => device.deviceId === deviceId);
  if (chosen !== null && chosen !== selected && isIn(after, chosen) && !isIn(before, chosen)) {
    return { selected: chosen, reopen: true };
  }
  // An empty list is one that the browser keeps to itself.
  if (selected !== null && after.length > 0 && !isIn(after, selected)) {
    return { selected: null, reopen: true };
  }
  // Systems have no default camera: whichever comes first in the list says nothing.
  return { selected, reopen: kind === 'mic' && selected === null && isOtherDefault(defaultOf(before), defaultOf(after)) };
}

/** Browsers list the default under that name, or else first (W3C Media Capture and Streams, section 9.2.1). */
function defaultOf(devices: readonly DeviceOption[]): DeviceOption | undefined {
  return devices.find(({ deviceId }) => deviceId === 'default') ?? devices[0];
}

/** Devices have no labels before permission was given: getting them is no change. */
function isOtherDefault(before: DeviceOption | undefined, after: DeviceOption | undefined): boolean {
  return before !== undefined && after !== undefined && before.label !== '' && after.label !== ''
    && (before.label !== after.label || before.groupId !== after.groupId);
}

import type { RoomId, RoomSettings, RoomSettingsChange } from '@plenary/protocol';

/** What the operator allows; hosts choose within it. */
export interface SettingsBounds {
  readonly maxSpeakers: number;
  readonly maxViewers: number;
}

/** The settings after a change, within the bounds; the very same object where nothing of it is new. */
export function changeSettings(settings: RoomSettings, change: RoomSettingsChange, bounds: SettingsBounds): RoomSettings {
  const next: RoomSettings = {
    kind: change.kind ?? settings.kind,
    maxSpeakers: Math.min(change.maxSpeakers ?? settings.maxSpeakers, bounds.maxSpeakers),
    maxViewers: Math.min(change.maxViewers ?? settings.maxViewers, bounds.maxViewers),
    overflow: change.overflow ?? settings.overflow,
    slowModeSeconds: change.slowModeSeconds ?? settings.slowModeSeconds,
    codec: change.codec ?? settings.codec,
    lastNVideo: change.lastNVideo ?? settings.lastNVideo,
    loudestNAudio: change.loudestNAudio ?? settings.loudestNAudio,
    allAudioUpTo: change.allAudioUpTo ?? settings.allAudioUpTo,
    lobby: change.lobby ?? settings.lobby,
    locked: change.locked ?? settings.locked,
    allowUnmute: change.allowUnmute ?? settings.allowUnmute,
    allowCamera: change.allowCamera ?? settings.allowCamera,
    allowScreen: change.allowScreen ?? settings.allowScreen,
    allowChat: change.allowChat ?? settings.allowChat,
  };
  const same = (Object.keys(next) as (keyof RoomSettings)[]).every((key) => next[key] === settings[key]);
  return same ? settings : next;
}

/** Settings of rooms that are not open yet, kept for their opening: up to a bound, the longest kept goes first. */
export class KeptSettings {
  readonly #defaults: RoomSettings;
  readonly #bounds: SettingsBounds;
  readonly #max: number;
  readonly #kept = new Map<RoomId, RoomSettings>();

  /** @param max rooms whose settings are kept */
  constructor(defaults: RoomSettings, bounds: SettingsBounds, max: number) {
    this.#defaults = defaults;
    this.#bounds = bounds;
    this.#max = max;
  }

  /** What the room would open with. */
  get(roomId: RoomId): RoomSettings {
    return this.#kept.get(roomId) ?? this.#defaults;
  }

  change(roomId: RoomId, change: RoomSettingsChange): RoomSettings {
    const settings = changeSettings(this.get(roomId), change, this.#bounds);
    // Put in anew, so that the order is that of the last change.
    this.#kept.delete(roomId);
    this.#kept.set(roomId, settings);
    const [longest] = this.#kept.keys();
    if (this.#kept.size > this.#max && longest !== undefined) {
      this.#kept.delete(longest);
    }
    return settings;
  }

  /** Of each room that will not open with the defaults. */
  get all(): { readonly roomId: RoomId; readonly settings: RoomSettings }[] {
    return [...this.#kept].map(([roomId, settings]) => ({ roomId, settings }));
  }

  /** The room opens: from now on it has its settings itself. */
  take(roomId: RoomId): RoomSettings {
    const settings = this.get(roomId);
    this.#kept.delete(roomId);
    return settings;
  }
}

/** What this browser remembers of the person from one meeting to the next. */
export interface Remembered {
  readonly name: string;
  /** Whether they like to come in with microphone and camera on. */
  readonly mic: boolean;
  readonly camera: boolean;
}

const KEY = 'plenary.prejoin';
const NOTHING: Remembered = { name: '', mic: true, camera: true };

/** Never throws: storage may be blocked, and others may have written to it. */
export function readRemembered(): Remembered {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const { name, mic, camera } = stored as Partial<Record<keyof Remembered, unknown>>;
    return {
      name: typeof name === 'string' ? name : NOTHING.name,
      mic: typeof mic === 'boolean' ? mic : NOTHING.mic,
      camera: typeof camera === 'boolean' ? camera : NOTHING.camera,
    };
  } catch {
    return NOTHING;
  }
}

export function remember(change: Partial<Remembered>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readRemembered(), ...change }));
  } catch {
    // Without storage the next meeting starts with an empty name.
  }
}

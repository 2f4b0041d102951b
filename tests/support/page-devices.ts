import type { Page } from 'playwright-core';

declare global {
  interface Window {
    __devices: {
      /** The microphone that is open now ends, as if it were unplugged. */
      unplug(): void;
      /** The system has another default microphone. */
      changeDefault(): void;
    };
    __silence: { reset(): void; read(): Promise<number> };
  }
}

/** Runs in the page before its own scripts: brings about what no test can do to the browser's fake devices. */
export function controlDevices(): void {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const list = mediaDevices.enumerateDevices.bind(mediaDevices);
  let mic: MediaStreamTrack | undefined;
  let defaults = 0;
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    mic = stream.getAudioTracks()[0] ?? mic;
    return stream;
  };
  mediaDevices.enumerateDevices = async () =>
    (await list()).map((device) => {
      const isDefault = device.kind === 'audioinput' && device.deviceId === 'default' && defaults > 0;
      const { deviceId, kind, groupId, label } = device;
      return isDefault ? { deviceId, kind, groupId, label: `${label} ${defaults}`, toJSON: () => ({}) } : device;
    });
  window.__devices = {
    unplug() {
      mic?.stop();
      mic?.dispatchEvent(new Event('ended'));
    },
    changeDefault() {
      defaults += 1;
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
  };
}

/** Listens to everyone in the page, and keeps the longest silence in what they say, to the sample. */
export async function listen(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const context = new AudioContext();
    const processor = `registerProcessor('silence', class extends AudioWorkletProcessor {
      longest = 0;
      now = 0;
      constructor() {
        super();
        this.port.onmessage = ({ data }) => {
          if (data === 'read') {
            this.port.postMessage(Math.max(this.longest, this.now) / sampleRate * 1_000);
          } else {
            this.longest = this.now = 0;
          }
        };
      }
      process([[samples] = []]) {
        let loudest = 0;
        for (const sample of samples ?? []) {
          loudest = Math.max(loudest, Math.abs(sample));
        }
        this.now = loudest > 0.003 ? 0 : this.now + 128;
        this.longest = Math.max(this.longest, this.now);
        return true;
      }
    });`;
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([processor], { type: 'text/javascript' })));
    const node = new AudioWorkletNode(context, 'silence', { channelCount: 1, channelCountMode: 'explicit' });
    for (const connection of window.__peerConnections) {
      for (const { track } of connection.getReceivers().filter((receiver) => receiver.track.kind === 'audio')) {
        context.createMediaStreamSource(new MediaStream([track])).connect(node);
      }
    }
    node.connect(context.destination);
    await context.resume();
    window.__silence = {
      reset: () => node.port.postMessage('reset'),
      read: async () => await new Promise((resolve) => {
        node.port.onmessage = ({ data }) => resolve(data as number);
        node.port.postMessage('read');
      }),
    };
  });
}

/** The longest silence since the last time, in milliseconds. */
export async function longestSilence(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const longest = await window.__silence.read();
    window.__silence.reset();
    return longest;
  });
}

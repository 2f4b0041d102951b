/** The layers that a published track really sends, as far as the server may switch them. */
export interface SwitchedLayer {
  active: boolean;
  /** Frames per second at the most; `undefined` for no bound. */
  maxFramerate: number | undefined;
}

/**
 * The part of the browser's `RTCRtpSender` that switches layers on and off: the client package uses it when
 * the server says which layers are watched.
 */
export class SenderStub {
  readonly #layers: readonly SwitchedLayer[];

  constructor(layers: readonly SwitchedLayer[]) {
    this.#layers = layers;
  }

  setMaxLayer(spatialLayer: number): void {
    this.#layers.forEach((layer, i) => (layer.active = i <= spatialLayer));
  }

  /** @param encodings what the track was published with, as the browser would return it */
  asRtpSender(encodings: readonly object[]): RTCRtpSender {
    let parameters: { encodings: RTCRtpEncodingParameters[] } = { encodings: encodings.map((encoding) => ({ ...encoding, active: true })) };
    const sender = {
      getParameters: () => structuredClone(parameters),
      setParameters: async (next: typeof parameters) => {
        parameters = structuredClone(next);
        this.#layers.forEach((layer, i) => {
          layer.active = parameters.encodings[i]?.active !== false;
          layer.maxFramerate = parameters.encodings[i]?.maxFramerate;
        });
      },
    };
    return sender as unknown as RTCRtpSender;
  }
}

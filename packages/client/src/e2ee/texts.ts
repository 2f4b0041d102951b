import { SEALED_PREFIX, isSealedText } from '@plenary/protocol';
import { aesKey, utf8, type Bytes } from './bytes.ts';
import { openBox, sealBox } from './identity.ts';

/** Chat messages and questions under the link's secret: who comes later reads them too, as in any meeting. */
export class Texts {
  readonly #key: Promise<CryptoKey>;

  constructor(key: Bytes) {
    this.#key = aesKey(key);
  }

  async seal(text: string): Promise<string> {
    return SEALED_PREFIX + (await sealBox(await this.#key, utf8(text)));
  }

  /** @returns `null` for what was not written with this link's secret, or came in the clear */
  async open(text: string): Promise<string | null> {
    const bytes = isSealedText(text) ? await openBox(await this.#key, text.slice(SEALED_PREFIX.length)) : null;
    return bytes === null ? null : new TextDecoder().decode(bytes);
  }
}

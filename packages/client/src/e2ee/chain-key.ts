import type { TrackSource } from '@plenary/protocol';
import { hkdf, randomBytes, utf8, type Bytes } from './bytes.ts';
import { deriveFrameKey, type FrameKey } from './frame.ts';

/**
 * A sender's key at one moment. Within an epoch it is moved on by steps that can't be taken back: who is handed it at
 * a step can read what follows, not what was before. A new epoch begins with a key that has nothing to do with the
 * one before: who was not handed it can't read what follows.
 */
export interface ChainKey {
  readonly epoch: number;
  /** 0 to `MAX_STEP`. */
  readonly step: number;
  readonly secret: Bytes;
}

export const CHAIN_BYTES = 32;
export const MAX_STEP = 255;
/** Four bytes of the key id. */
export const MAX_EPOCH = 0xffff;

const NO_SALT = new Uint8Array();

export function newChainKey(epoch: number): ChainKey {
  return { epoch, step: 0, secret: randomBytes(CHAIN_BYTES) };
}

/** The key one step on. */
export async function nextStep({ epoch, step, secret }: ChainKey): Promise<ChainKey> {
  return { epoch, step: step + 1, secret: await hkdf(secret, NO_SALT, utf8('plenary e2ee 1 step'), CHAIN_BYTES) };
}

export const keyIdOf = ({ epoch, step }: Pick<ChainKey, 'epoch' | 'step'>): number => epoch * (MAX_STEP + 1) + step;

export function momentOf(keyId: number): Pick<ChainKey, 'epoch' | 'step'> {
  return { epoch: Math.floor(keyId / (MAX_STEP + 1)), step: keyId % (MAX_STEP + 1) };
}

/** Each source has a key of its own, so that the server can't pass one off as another. */
export async function frameKeyOf(key: ChainKey, source: TrackSource): Promise<FrameKey> {
  return await deriveFrameKey(await hkdf(key.secret, NO_SALT, utf8(`plenary e2ee 1 frames ${source}`), 16), keyIdOf(key));
}

/** On the first and on the last packet of a picture, in the shortest payload descriptor (RFC 9628, section 4.2). */
const BEGINS = 0x08;
const ENDS = 0x04;

/**
 * A VP9 packet with all of its picture's spatial layers told as one: ffmpeg takes each layer for a picture of its
 * own and skips no index of temporal layers, so the descriptor is replaced by the shortest there is.
 * @param last whether it is the picture's last packet
 * @returns `null` when the descriptor can't be read
 */
export function asOnePicture(payload: Buffer, last: boolean): Buffer | null {
  const [flags = 0] = payload;
  const has = (bit: number): boolean => (flags & bit) !== 0;
  const [hasId, isInter, hasLayers, isFlexible, begins, hasStructure] = [0x80, 0x40, 0x20, 0x10, 0x08, 0x02].map(has);
  let at = 1;
  if (hasId) {
    at += ((payload[at] ?? 0) & 0x80) === 0 ? 1 : 2;
  }
  // A layer that depends on the one below, in the same picture, is not its beginning.
  let dependsOnLower = false;
  if (hasLayers) {
    dependsOnLower = ((payload[at] ?? 0) & 1) === 1;
    at += isFlexible ? 1 : 2;
  }
  if (isFlexible && isInter) {
    for (let more = true, references = 0; more && references < 3; references++) {
      more = ((payload[at] ?? 0) & 1) === 1;
      at++;
    }
  }
  if (hasStructure) {
    at = skipStructure(payload, at);
  }
  if (at >= payload.length) {
    return null;
  }
  const descriptor = (begins && !dependsOnLower ? BEGINS : 0) | (last ? ENDS : 0);
  return Buffer.concat([Buffer.from([descriptor]), payload.subarray(at)]);
}

/** @returns where the scalability structure ends */
function skipStructure(payload: Buffer, start: number): number {
  const header = payload[start] ?? 0;
  let at = start + 1;
  if ((header & 0x10) !== 0) {
    at += 4 * ((header >> 5) + 1);
  }
  if ((header & 0x08) !== 0) {
    const pictures = payload[at] ?? 0;
    at++;
    for (let picture = 0; picture < pictures; picture++) {
      at += 1 + (((payload[at] ?? 0) >> 2) & 3);
    }
  }
  return at;
}

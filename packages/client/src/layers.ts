/**
 * Has a sender encode only its layers up to a spatial one; -1 stops all of them. Works by `active` of the
 * encodings (W3C WebRTC, RTCRtpEncodingParameters), which needs no negotiation.
 */
export async function limitLayers(sender: RTCRtpSender, maxSpatialLayer: number): Promise<void> {
  const parameters = sender.getParameters();
  let changed = false;
  parameters.encodings.forEach((encoding, layer) => {
    const active = layer <= maxSpatialLayer;
    // Unset counts as active.
    if ((encoding.active ?? true) !== active) {
      encoding.active = active;
      changed = true;
    }
  });
  if (changed) {
    await sender.setParameters(parameters);
  }
}

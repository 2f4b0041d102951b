import type { ChatMessage } from '@plenary/protocol';

/** Messages under one name and one time; never empty. */
export type MessageGroup = readonly [ChatMessage, ...ChatMessage[]];

const GROUP_MS = 3 * 60_000;

/** Puts messages that one person sent within a few minutes, with nobody's in between, under one heading. */
export function groupMessages(messages: readonly ChatMessage[]): readonly MessageGroup[] {
  const groups: [ChatMessage, ...ChatMessage[]][] = [];
  for (const message of messages) {
    const group = groups.at(-1);
    const isSame =
      group !== undefined &&
      group[0].peerId === message.peerId &&
      group[0].name === message.name &&
      message.sentAt - group[0].sentAt < GROUP_MS;
    if (isSame) {
      group.push(message);
    } else {
      groups.push([message]);
    }
  }
  return groups;
}

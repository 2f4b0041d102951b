import { LIMITS, type ChatMessage, type Peer } from '@plenary/protocol';

/** What was said in a room, up to a bound: the oldest goes first. */
export class ChatLog {
  readonly #messages: ChatMessage[] = [];
  #next = 1;

  add(author: Pick<Peer, 'id' | 'name'>, text: string, now: number): ChatMessage {
    const message: ChatMessage = { id: String(this.#next++), peerId: author.id, name: author.name, text, sentAt: now };
    this.#messages.push(message);
    if (this.#messages.length > LIMITS.chatHistory) {
      this.#messages.shift();
    }
    return message;
  }

  all(): ChatMessage[] {
    return [...this.#messages];
  }
}

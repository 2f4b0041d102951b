import type { PeerId, QuestionStatus, Question, Reaction, RequestOutput, Role } from '@plenary/protocol';
import type { CallEncryption } from './e2ee/call-encryption.ts';
import type { Signaling } from './signaling.ts';
import type { RoomState } from './state.ts';

/** What changes in the room's state, given what it is. */
type RoomChange = (room: RoomState) => Partial<RoomState>;

/**
 * What people do beside talking: roles, hands, reactions, questions, HLS. Each asks the server, whose notifications then
 * change the state. All reject with a `CallError` that carries the server's code.
 */
export class StageActions {
  readonly #signaling: Pick<Signaling, 'request'>;
  readonly #texts: Pick<CallEncryption, 'seal' | 'open'>;
  readonly #change: (change: RoomChange) => void;

  /** @param change alters the room's state, where there is one */
  constructor(
    signaling: Pick<Signaling, 'request'>,
    texts: Pick<CallEncryption, 'seal' | 'open'>,
    change: (change: RoomChange) => void,
  ) {
    this.#signaling = signaling;
    this.#texts = texts;
    this.#change = change;
  }

  /** Hosts only: brings someone on the stage (`speaker`), back to the audience (`viewer`), or makes them host. */
  async setRole(peerId: PeerId, role: Role): Promise<void> {
    await this.#signaling.request('setRole', { peerId, role });
  }

  /** Hosts only: sends the room out as HLS besides; the state's `hls` tells how it is. */
  async startHls(): Promise<void> {
    await this.#signaling.request('startHls', {});
  }

  /** Hosts only. */
  async stopHls(): Promise<void> {
    await this.#signaling.request('stopHls', {});
  }

  async leaveStage(): Promise<void> {
    await this.#signaling.request('leaveStage', {});
  }

  /** Hosts only: a page of the viewers whose names contain `query`. @param after the last id of the page before */
  async listAudience(query: string, after?: PeerId): Promise<RequestOutput<'listAudience'>> {
    return await this.#signaling.request('listAudience', { query, ...(after === undefined ? {} : { after }) });
  }

  /** @returns the place in the order of raised hands, from 1; `null` when it is down */
  async raiseHand(raised: boolean): Promise<number | null> {
    const { position } = await this.#signaling.request('raiseHand', { raised });
    this.#change(() => ({ handRaised: raised }));
    return position;
  }

  /** Hosts only. */
  async lowerHand(peerId: PeerId): Promise<void> {
    await this.#signaling.request('lowerHand', { peerId });
  }

  async react(reaction: Reaction): Promise<void> {
    await this.#signaling.request('react', { reaction });
  }

  async ask(text: string): Promise<Question> {
    const answer = await this.#signaling.request('ask', { text: await this.#texts.seal(text) });
    const question = await this.#texts.open(answer.question);
    this.#change(({ questions, ownVotes }) => ({
      questions: [...questions.filter(({ id }) => id !== question.id), question],
      ownVotes: new Set([...ownVotes, question.id]),
    }));
    return question;
  }

  async voteQuestion(questionId: string, vote: boolean): Promise<void> {
    await this.#signaling.request('voteQuestion', { questionId, vote });
    this.#change(({ ownVotes }) => {
      const votes = new Set(ownVotes);
      votes[vote ? 'add' : 'delete'](questionId);
      return { ownVotes: votes };
    });
  }

  /** Hosts only. */
  async setQuestionStatus(questionId: string, status: QuestionStatus): Promise<void> {
    await this.#signaling.request('setQuestionStatus', { questionId, status });
  }

  /** Hosts only. */
  async removeQuestion(questionId: string): Promise<void> {
    await this.#signaling.request('removeQuestion', { questionId });
  }

  /** Hosts only; `null` takes it away. */
  async pinMessage(messageId: string | null): Promise<void> {
    await this.#signaling.request('pinMessage', { messageId });
  }
}

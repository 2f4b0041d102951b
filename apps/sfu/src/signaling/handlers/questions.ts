import type { Handlers } from '../context.ts';

export const questions = {
  react({ room }, { reaction }) {
    room.reactions.add(reaction);
    return {};
  },

  ask({ room, peer }, { text }) {
    room.encryption.checkText(text);
    return { question: room.questions.ask(peer, text, Date.now()) };
  },

  voteQuestion({ room, peer }, { questionId, vote }) {
    room.questions.vote(peer.id, questionId, vote);
    return {};
  },

  setQuestionStatus({ room }, { questionId, status }) {
    room.questions.setStatus(questionId, status);
    return {};
  },

  removeQuestion({ room }, { questionId }) {
    room.questions.remove(questionId);
    return {};
  },
} satisfies Partial<Handlers>;

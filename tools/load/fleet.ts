import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { BotPlan, JoinTimes } from './bot/bot.ts';
import type { Answers, Command, ProcessSnapshot, Reply } from './fleet-messages.ts';

const CHILD = new URL('./fleet-child.ts', import.meta.url);
/** How long a process may take to end by itself, in milliseconds. */
const END_TIMEOUT_MS = 5_000;

interface Member {
  readonly child: ChildProcess;
  readonly pending: Map<number, PromiseWithResolvers<unknown>>;
}

/** Bots in several processes, spread evenly. */
export class Fleet {
  readonly #members: readonly Member[];
  readonly #homes = new Map<string, Member>();
  #nextSeq = 1;
  #nextMember = 0;

  /** @param processes at least 1; one is good for about 10,000 received packets a second */
  constructor(processes: number) {
    this.#members = Array.from({ length: processes }, () => this.#start());
  }

  get pids(): number[] {
    return this.#members.flatMap(({ child }) => child.pid ?? []);
  }

  /** @throws {Error} whose message is the server's error code, such as `ROOM_FULL` */
  async join(url: string, roomId: string, plan: BotPlan): Promise<JoinTimes> {
    const member = this.#members[this.#nextMember++ % this.#members.length] as Member;
    this.#homes.set(plan.name, member);
    return await this.#ask(member, { kind: 'join', url, roomId, plan });
  }

  async snapshots(): Promise<ProcessSnapshot[]> {
    return await Promise.all(this.#members.map((member) => this.#ask(member, { kind: 'snapshot' })));
  }

  async resetDelays(): Promise<void> {
    await Promise.all(this.#members.map((member) => this.#ask(member, { kind: 'resetDelays' })));
  }

  /** @throws {Error} whose message is the server's error code */
  async chat(name: string, text: string): Promise<void> {
    const member = this.#homes.get(name);
    if (member !== undefined) {
      await this.#ask(member, { kind: 'chat', name, text });
    }
  }

  async speak(name: string, seconds: number): Promise<void> {
    const member = this.#homes.get(name);
    if (member !== undefined) {
      await this.#ask(member, { kind: 'speak', name, seconds });
    }
  }

  async leave(name: string): Promise<void> {
    const member = this.#homes.get(name);
    if (member !== undefined) {
      await this.#ask(member, { kind: 'leave', name });
    }
  }

  /** All bots leave, and the processes end. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map(async (member) => {
      const { child } = member;
      if (child.exitCode !== null || child.signalCode !== null) {
        return;
      }
      const ended = once(child, 'exit');
      const deadline = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
      await Promise.race([this.#ask(member, { kind: 'leave' }).catch(() => undefined), ended]);
      if (child.connected) {
        child.disconnect();
      }
      await ended;
      clearTimeout(deadline);
    }));
  }

  #start(): Member {
    // A child that inherits the parent's inspector or test flags would fail on them.
    const child = fork(CHILD, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
    const member: Member = { child, pending: new Map() };
    child.on('message', (reply: Reply) => {
      const waiting = member.pending.get(reply.seq);
      member.pending.delete(reply.seq);
      if (reply.ok) {
        waiting?.resolve(reply.value);
      } else {
        waiting?.reject(new Error(reply.error));
      }
    });
    child.on('exit', () => {
      member.pending.forEach((waiting) => waiting.reject(new Error('the process of this bot ended')));
      member.pending.clear();
    });
    return member;
  }

  #ask<C extends Command>(member: Member, command: C): Promise<Answers[C['kind']]> {
    const waiting = Promise.withResolvers<unknown>();
    if (!member.child.connected) {
      return Promise.reject(new Error('the process of this bot ended'));
    }
    const seq = this.#nextSeq++;
    member.pending.set(seq, waiting);
    member.child.send({ ...command, seq });
    return waiting.promise as Promise<Answers[C['kind']]>;
  }
}

import cluster, { type Worker } from "node:cluster";

import { joinMeasurements, type Measurements } from "./gather.ts";

/** One process of a server: its measurements, and its journal. */
export interface Member {
  measurements(): Measurements;
  clearJournal(): void;
}

/** Requests of a process to all processes of its server, including itself. */
export interface Family {
  gather(): Promise<Measurements>;
  clearJournals(): Promise<void>;
}

type Wish = "read" | "clear";
type FromWorker =
  | { kind: "ask"; id: number; wish: Wish }
  | { kind: "told"; id: number; measurements: Measurements };
type ToWorker =
  | { kind: "tell"; id: number; wish: Wish }
  | { kind: "answer"; id: number; all: Measurements[] };

/** Whether this process must start workers instead of serving. */
export function isPrimary(workers: number): boolean {
  return workers > 1 && cluster.isPrimary;
}

/**
 * Starts this program in `count` more processes, which share their ports, and resolves to the exit code when all have
 * ended. A process that ends by itself is replaced; if it has never served, all processes are stopped.
 */
export function runWorkers(count: number): Promise<number> {
  // Metrics have maps and typed arrays, which JSON cannot represent.
  cluster.setupPrimary({ serialization: "advanced" });
  const questions = createQuestions();
  const served = new Set<number>();
  let stopping = false;
  let code = 0;
  const stop = () => {
    stopping = true;
    for (const worker of workers()) worker.process.kill("SIGTERM");
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  cluster.on("listening", (worker) => served.add(worker.id));
  cluster.on("message", (worker, message: FromWorker) => questions.take(worker, message));
  for (let i = 0; i < count; i++) cluster.fork();
  return new Promise((resolve) => {
    cluster.on("exit", (worker, exitCode) => {
      questions.forget(worker);
      if (!stopping && served.has(worker.id)) cluster.fork();
      else if (!stopping) {
        code = exitCode || 1;
        stop();
      }
      if (workers().length === 0) resolve(code);
    });
  });
}

/** Returns how a process reaches its siblings: through the primary process, or only itself if there is none. */
export function joinFamily(member: Member): Family {
  const { worker } = cluster;
  if (worker === undefined) {
    return {
      gather: async () => joinMeasurements([member.measurements()]),
      clearJournals: async () => member.clearJournal(),
    };
  }
  const waiting = new Map<number, (all: Measurements[]) => void>();
  let asked = 0;
  worker.on("message", (message: ToWorker) => {
    if (message.kind === "answer") {
      waiting.get(message.id)?.(message.all);
      waiting.delete(message.id);
      return;
    }
    if (message.wish === "clear") member.clearJournal();
    worker.send({ kind: "told", id: message.id, measurements: member.measurements() });
  });
  const ask = (wish: Wish) =>
    new Promise<Measurements[]>((resolve) => {
      asked++;
      waiting.set(asked, resolve);
      worker.send({ kind: "ask", id: asked, wish } satisfies FromWorker);
    });
  return {
    gather: async () => joinMeasurements(await ask("read")),
    clearJournals: async () => void (await ask("clear")),
  };
}

interface Question {
  asker: Worker;
  id: number;
  left: Set<Worker>;
  all: Measurements[];
}

/** Sends each worker's request to all workers, and returns their collected answers to it. */
function createQuestions() {
  const open = new Map<number, Question>();
  let asked = 0;
  const settle = (key: number, { asker, id, left, all }: Question) => {
    if (left.size > 0) return;
    open.delete(key);
    if (asker.isConnected()) asker.send({ kind: "answer", id, all } satisfies ToWorker);
  };
  return {
    take(worker: Worker, message: FromWorker) {
      if (message.kind === "ask") {
        const members = workers().filter((member) => member.isConnected());
        const key = asked++;
        open.set(key, { asker: worker, id: message.id, left: new Set(members), all: [] });
        for (const member of members) {
          member.send({ kind: "tell", id: key, wish: message.wish } satisfies ToWorker);
        }
        return;
      }
      const question = open.get(message.id);
      if (question === undefined) return;
      question.all.push(message.measurements);
      question.left.delete(worker);
      settle(message.id, question);
    },
    forget(worker: Worker) {
      for (const [key, question] of open) {
        question.left.delete(worker);
        settle(key, question);
      }
    },
  };
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

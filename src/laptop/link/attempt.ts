import { type ClientHttp2Session, connect, performServerHandshake } from "node:http2";
import type { TLSSocket } from "node:tls";
import { answer } from "./answering.ts";
import { LinkError, type LinkOptions } from "./link.ts";
import { ANSWERING, ASKING, peerOf, secured } from "./secure.ts";
import { keepChecking, SESSION } from "./session.ts";

/** The session on which the laptop asks. */
export type Asked = ClientHttp2Session;

/** Why an attempt has ended. */
interface Ended {
  reason: string;
  /** Whether another attempt would end in the same way: the agent is somebody else's. */
  isFinal: boolean;
}

/** For the whole of opening both connections, in milliseconds. */
const OPENING_LIMIT = 20_000;

/**
 * Makes both connections to the agent once; resolves when either has ended.
 *
 * @param isReleased whether the agent has no more requests for this laptop: the connection for them is not made, or may end
 * @param onAnswer called at each answer to a check
 */
export async function attempt(
  options: LinkOptions,
  signal: AbortSignal,
  isReleased: () => boolean,
  onAnswer: (up: { asked: Asked; roundTrip: number }) => void,
): Promise<Ended> {
  const opened: { destroy(): void }[] = [];
  const ended = Promise.withResolvers<Ended>();
  const end = (reason: string, isFinal = false) => ended.resolve({ reason, isFinal });
  const late = setTimeout(() => end("no connection in 20 s"), OPENING_LIMIT);
  const stop = () => end("closed");
  signal.addEventListener("abort", stop);

  async function connection(
    purpose: typeof ASKING | typeof ANSWERING,
    onEnd: (reason: string) => void,
  ): Promise<TLSSocket> {
    const stream = await options.open();
    opened.push(stream);
    // Nothing tells it a second time.
    if (stream.destroyed) throw stream.errored ?? new Error("the connection was closed");
    // Sessions do not see what becomes of their stream below them.
    stream.on("error", (error) => onEnd(error.message));
    stream.once("end", () => onEnd("the connection was closed"));
    const socket = await secured(stream, options.identity, purpose);
    opened.push(socket);
    socket.on("error", (error) => onEnd(error.message));
    socket.on("close", () => onEnd("the connection was closed"));
    return socket;
  }

  async function open(): Promise<void> {
    const asking = await connection(ASKING, end);
    if (!isReleased()) await openAnswering(asking);
    const asked = connect("http://agent", { ...SESSION, createConnection: () => asking });
    opened.push(asked);
    asked.on("error", (error) => end(error.message));
    asked.on("goaway", (_code, _stream, data) =>
      end(
        data === undefined || data.length === 0 ? "the agent has ended" : String(data),
        (data?.length ?? 0) > 0,
      ),
    );
    asked.on("close", () => end("the connection was closed"));
    keepChecking(asked, (roundTrip) => {
      clearTimeout(late);
      onAnswer({ asked, roundTrip });
    });
  }

  async function openAnswering(asking: TLSSocket): Promise<void> {
    const onEnd = (reason: string) => {
      if (!isReleased()) end(reason);
    };
    const answering = await connection(ANSWERING, onEnd);
    if (peerOf(asking) !== peerOf(answering)) throw new Error("the two ends are not one agent");
    const answered = performServerHandshake(answering, SESSION);
    opened.push(answered);
    answered.on("error", (error) => onEnd(error.message));
    answered.on("stream", (stream, headers) => answer(stream, headers, options.accept));
    keepChecking(answered, () => {});
  }

  open().catch((error: Error) =>
    end(error.message, error instanceof LinkError && error.code === "EGONE"),
  );
  const result = await ended.promise;
  clearTimeout(late);
  signal.removeEventListener("abort", stop);
  for (const one of opened.toReversed()) one.destroy();
  return result;
}

/**
 * Requests as the client makes them, without the error and its stack that its own version builds for each answer:
 * beside an append, that was what cost a print the most processor time in every process.
 */
import {
  createInbox,
  NoRespondersError,
  RequestError,
  TimeoutError,
  type Msg,
  type NatsConnection,
} from "@nats-io/transport-node";

interface Waiting {
  readonly settle: (answer: Msg) => void;
  readonly fail: (error: Error) => void;
}

const NOBODY_THERE = 503;
const DEFAULT_TIMEOUT_MS = 1000;

/** Also JetStream's calls go this way, as its client asks through the connection. */
export function requestQuietly(nats: NatsConnection, inboxPrefix?: string): NatsConnection {
  const inbox = createInbox(inboxPrefix);
  const waiting = new Map<string, Waiting>();
  let asked = 0;
  nats.subscribe(`${inbox}.*`, {
    callback: (_, message) => waiting.get(message.subject)?.settle(message),
  });
  void nats.closed().then(() => {
    for (const { fail } of waiting.values()) fail(new RequestError("connection closed"));
  });

  const builtIn = nats.request.bind(nats);
  nats.request = (subject, payload, options = { timeout: DEFAULT_TIMEOUT_MS }) => {
    if (options.noMux) return builtIn(subject, payload, options);
    const { timeout, ...publish } = options;
    const reply = `${inbox}.${(asked++).toString(36)}`;
    return new Promise<Msg>((settle, fail) => {
      const over = () => {
        clearTimeout(timer);
        waiting.delete(reply);
      };
      const late = () => (over(), fail(new TimeoutError()));
      const timer = setTimeout(late, timeout);
      waiting.set(reply, {
        settle: (answer) => (over(), saysNobody(answer) ? fail(nobody(subject)) : settle(answer)),
        fail: (error) => (over(), fail(error)),
      });
      try {
        nats.publish(subject, payload, { ...publish, reply });
      } catch (error) {
        over();
        fail(error);
      }
    });
  };
  return nats;
}

const saysNobody = ({ data, headers }: Msg): boolean =>
  data.length === 0 && headers?.code === NOBODY_THERE;

function nobody(subject: string): RequestError {
  const cause = new NoRespondersError(subject);
  return new RequestError(cause.message, { cause });
}

import type { Answer } from './answer';
import type { Exchange } from './exchange';
import type { RequestLog } from './request-log';

/** What the frame hands to a service when it starts. */
export interface ServiceContext {
  /** Folder of the service; it is there and the service owns it. */
  directory: string;
  /** False when the folder goes away at exit, so nothing needs to be written for a restart. */
  durable: boolean;
  /** Where the service notes what the request log does not see by itself. */
  log: RequestLog;
  /** Where the sandbox answers, without a slash at the end. Known once it listens. */
  baseUrl: () => string;
}

/** One imitated service. The frame does listening, faults, latency, request log and control; a service answers requests. */
export interface Service {
  readonly name: string;
  /** True when a request with this path belongs to the service. */
  claims(exchange: Exchange): boolean;
  /** Name of the route in the request log: `POST upload`. */
  routeOf(exchange: Exchange): string;
  /** Answers one request. What an answer of 2xx promises must be on disk when the promise resolves. */
  handle(exchange: Exchange): Promise<Answer>;
  /** What a fault without a body of its own answers, in the words of the service. */
  faultAnswer(status: number, exchange: Exchange): Answer;
  /** Settings that make clients use the sandbox, for the env file. */
  environment(): Record<string, string>;
  /** Everything stored, for `GET /__state/<service>`. */
  state(query: URLSearchParams): Answer;
  /** Changes quotas and settings, for `POST /__limits`; answers what then holds. Throws ControlError on nonsense. */
  setLimits(input: unknown): Promise<unknown>;
  limits(): unknown;
  /** Fills the service with more than anybody would upload, for `POST /__seed`; throws ControlError on nonsense. */
  seed(input: unknown): Promise<unknown>;
  /** Back to the state of a new account, settings included. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export type ServiceFactory = (context: ServiceContext) => Promise<Service>;
